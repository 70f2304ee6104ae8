constexpr unsigned long work(unsigned long depth) {
    unsigned long sum = 0;
    for (unsigned long i = 0; i < 1000000000000UL; ++i) sum += i ^ depth;
    return sum;
}
constexpr unsigned long answer = work(1) + work(2) + work(3);
int main() { return static_cast<int>(answer); }
