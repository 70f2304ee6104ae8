int huge[400000000] = {1};
int main() { return huge[1]; }
