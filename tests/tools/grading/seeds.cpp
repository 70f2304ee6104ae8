// The seeds of the suite, which a student can neither choose nor foretell.
#include "grading/seeds.hpp"

#include "tools/grading/toy_class.hpp"
#include "unpack/digest.hpp"

namespace {

namespace fs = std::filesystem;

fs::path secret_of(const toy::graded_class& it) {
    return it.out() / "seed.secret";
}

std::string seed_of(const toy::graded_class& it, const std::string& name) {
    return it.result(name).at("seed");
}

fs::perms mode_of(const fs::path& file) {
    return fs::status(file).permissions() & fs::perms::all;
}

constexpr auto only_owner = fs::perms::owner_read | fs::perms::owner_write;

}  // namespace

TEST_CASE("HMAC-SHA256 is that of RFC 4231", "[seeds]") {
    CHECK(unpack::hmac_sha256("Jefe", "what do ya want for nothing?") ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("the first run makes a secret that only its owner reads, and says so", "[seeds]") {
    const toy::graded_class it;
    it.hand_in("ada", toy::good);
    it.hand_in("linus", toy::half);
    REQUIRE(it.grade() == 0);
    CHECK(it.said("new secret "));
    CHECK(mode_of(secret_of(it)) == only_owner);
    const auto secret = support::read_file(secret_of(it));
    CHECK(secret.size() == 65);
    CHECK(secret.find_first_not_of("0123456789abcdef") == 64);
    it.hand_in("grace", toy::good);
    REQUIRE(it.grade() == 0);
    CHECK_FALSE(it.said("new secret"));
    CHECK(it.said("ada 6 kept\n"));
    CHECK(support::read_file(secret_of(it)) == secret);
}

TEST_CASE("a seed is that of the bytes and the secret", "[seeds]") {
    const toy::graded_class one;
    const toy::graded_class other;
    for (const auto* it : {&one, &other}) {
        it->hand_in("ada", toy::good);
        it->hand_in("grace", toy::half);
        REQUIRE(it->grade() == 0);
    }
    CHECK(seed_of(one, "ada") != seed_of(one, "grace"));
    // What a student could choose: the first digits of the SHA-256.
    REQUIRE(one.result("ada")["submission"]["sha256"] ==
            other.result("ada")["submission"]["sha256"]);
    CHECK(seed_of(one, "ada") != seed_of(other, "ada"));
    // Another folder may have the same secret. Then its results are no longer valid.
    fs::copy_file(secret_of(one), secret_of(other), fs::copy_options::overwrite_existing);
    fs::permissions(secret_of(other), fs::perms::others_read, fs::perm_options::add);
    REQUIRE(other.grade() == 0);
    CHECK_FALSE(other.said("new secret"));
    CHECK_FALSE(other.said("kept"));
    CHECK(seed_of(one, "ada") == seed_of(other, "ada"));
    CHECK(mode_of(secret_of(other)) == only_owner);
}

TEST_CASE("no other file of OUT holds the secret", "[seeds]") {
    toy::graded_class it;
    it.what_.exports = "gradescope,similarity,markdown";
    it.hand_in("ada", toy::half);
    REQUIRE(it.grade() == 0);
    const auto secret = support::read_file(secret_of(it)).substr(0, 64);
    fs::remove(secret_of(it));
    CHECK_FALSE(holds(toy::everything_below(it.out()), secret));
}

TEST_CASE("a secret that is none stops the run before it begins", "[seeds]") {
    const toy::graded_class it;
    it.hand_in("ada", toy::good);
    fs::create_directories(it.out());
    fs::permissions(it.out(), fs::perms::all);
    const std::string digits(64, 'a');
    for (const auto& text :
         {std::string(), digits.substr(1), digits + "a", digits + "\nx", "g" + digits.substr(1),
          std::string(64, 'A'), std::string(70000, 'a')}) {
        CAPTURE(text.substr(0, 70));
        support::write_file(secret_of(it), text);
        fs::permissions(secret_of(it), fs::perms::others_read, fs::perm_options::add);
        CHECK(it.grade() == 2);
        CHECK(it.said("seed.secret does not hold 64 digits"));
        CHECK(it.said("Nothing was graded."));
        CHECK(support::read_file(secret_of(it)) == text);
        CHECK_FALSE(fs::exists(it.out() / "ada"));
    }
    fs::remove(secret_of(it));
    fs::create_directory(secret_of(it));
    CHECK(it.grade() == 2);
    fs::remove(secret_of(it));
    fs::create_symlink("/etc/hostname", secret_of(it));
    CHECK(it.grade() == 2);
    CHECK(it.said("seed.secret does not hold 64 digits"));
    fs::remove(secret_of(it));
    support::write_file(secret_of(it), digits + "\r\n");  // by an editor of Windows
    fs::permissions(secret_of(it), fs::perms::others_all, fs::perm_options::add);
    CHECK(it.grade() == 0);
}
