#include "acceptance/places.hpp"

namespace acceptance {

fs::path tree() {
    return SOCK_TREE;
}

fs::path corpus_home() {
    return tree() / "tests/acceptance";
}

fs::path exercises() {
    return tree() / "exercises";
}

fs::path solutions() {
    return tree() / "solutions";
}

fs::path words() {
    return tree() / "tests/autograder/words";
}

fs::path suite() {
    return SOCK_SUITE;
}

fs::path own_network() {
    return SOCK_OWN_NETWORK;
}

fs::path preload() {
    return SOCK_PRELOAD;
}

fs::path cache() {
    return SOCK_PROGRAM_CACHE;
}

std::string compiler() {
    return SOCK_COMPILER;
}

}  // namespace acceptance
