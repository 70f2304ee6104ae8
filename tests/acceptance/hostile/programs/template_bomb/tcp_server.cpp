template <int Depth, class Path>
struct bomb {
    bomb<Depth - 1, bomb<Depth, Path>> left;
    bomb<Depth - 1, bomb<Depth, bomb<Depth, Path>>> right;
};
template <class Path>
struct bomb<0, Path> {};

int main() { return sizeof(bomb<30, void>); }
