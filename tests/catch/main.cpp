#include "catch/catch_run.hpp"

int main(int count, char* arguments[]) {
    return sock_catch::run(count, arguments);
}
