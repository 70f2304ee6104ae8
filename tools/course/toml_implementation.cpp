// toml++ asserts what bad input breaks ("[[[" in a file of words), and reports it right after that:
// neither may end this program, nor may the optimiser assume it.
#undef NDEBUG
#define TOML_ASSERT(condition) static_cast<void>(0)
#define TOML_IMPLEMENTATION
#include <toml++/toml.h>
