#include "sandbox/system_files.hpp"

#include <array>
#include <filesystem>
#include <system_error>

namespace sandbox {
namespace {

namespace fs = std::filesystem;
using arguments = std::vector<std::string>;

// Where the loader looks without a cache of its own; the distributions differ.
constexpr std::array library_folders = {"/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib64",
                                        "/lib"};

// What our compile lines link with, and what these libraries load themselves. glibc had some of
// them apart before 2.34.
constexpr std::array libraries = {"ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1", "libc.so.6",
                                  "libm.so.6", "libmvec.so.1", "libpthread.so.0", "libdl.so.2",
                                  "librt.so.1", "libresolv.so.2", "libnss_files.so.2",
                                  "libstdc++.so.6", "libgcc_s.so.1",
                                  // A sock-box that is not static needs it.
                                  "libseccomp.so.2"};

bool exists(const std::string& path) {
    std::error_code none;
    return fs::exists(path, none);
}

bool is_link(const std::string& path) {
    std::error_code none;
    return fs::is_symlink(path, none);
}

// bubblewrap follows a link on the machine's side, so the box needs no second name.
void show(arguments& to, const std::string& path) {
    if (exists(path)) to.insert(to.end(), {"--ro-bind", path, path});
}

/// "/usr", and the root unless /lib is a link into /usr.
std::vector<std::string> library_roots() {
    return is_link("/lib") ? std::vector<std::string>{"/usr"}
                           : std::vector<std::string>{"/usr", ""};
}

// /bin and the like are links into /usr on most systems, and folders of their own on some.
void top_folders(arguments& to, bool whole) {
    for (const std::string folder : {"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"}) {
        std::error_code none;
        if (is_link(folder))
            to.insert(to.end(), {"--symlink", fs::read_symlink(folder, none).string(), folder});
        else if (whole)
            show(to, folder);
    }
}

// The suite sets variables and limits with these two. dash has no sockets.
void starters(arguments& to) {
    for (const auto* name : {"/usr/bin/env", "/usr/bin/sh"})
        show(to, name);
    if (is_link("/bin")) return;
    for (const auto* name : {"/bin/env", "/bin/sh"})
        show(to, name);
}

void named_libraries(arguments& to) {
    for (const auto& root : library_roots()) {
        for (const std::string folder : library_folders) {
            if (!exists(root + folder)) continue;
            for (const std::string name : libraries)
                show(to, root + folder + "/" + name);
        }
    }
    for (const std::string folder : library_folders)
        show(to, "/usr" + folder + "/gconv");
}

// Whole: an interpreter's modules and a symbolizer need many, other ones on each distribution.
void all_libraries(arguments& to) {
    for (const auto& root : library_roots()) {
        for (const std::string folder : library_folders)
            // /usr/lib is the folder of much else on a system with folders for each architecture.
            if (folder != "/lib") show(to, root + folder);
        show(to, root + "/lib/ld-linux-aarch64.so.1");
    }
}

// The interpreter, and the folder of its modules: /usr/bin/python3.11 has /usr/lib/python3.11.
void python(arguments& to) {
    const std::string name = "/usr/bin/python3";
    std::error_code none;
    const auto real = fs::canonical(name, none);
    if (none) return;
    show(to, name);
    if (real != name) show(to, real.string());
    show(to, "/usr/lib/" + real.filename().string());
}

}  // namespace

std::vector<std::string> system_file_arguments(system_files which) {
    arguments made;
    top_folders(made, which == system_files::all);
    if (which == system_files::all) {
        show(made, "/usr");
        return made;
    }
    starters(made);
    // Data that the libraries read.
    show(made, "/usr/lib/locale");
    show(made, "/usr/share/zoneinfo");
    if (which == system_files::program) {
        named_libraries(made);
        return made;
    }
    all_libraries(made);
    if (which == system_files::script)
        python(made);
    else
        show(made, "/usr/bin/llvm-symbolizer");  // clang's sanitizers start it
    return made;
}

}  // namespace sandbox
