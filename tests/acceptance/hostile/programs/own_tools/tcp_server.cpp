#include <sock.hpp>
#include "sock.hpp"
int main() { return perfect_score; }
