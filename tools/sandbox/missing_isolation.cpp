#include "sandbox/missing_isolation.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace sandbox {
namespace {

constexpr std::array<reason, 13> reasons = {{
    {"root", "this runs as root: a hole in the box would be root's",
     "se ejecuta como root: un agujero en la caja sería de root",
     "run it as an ordinary user (sudo -u nobody ..., or su USER)",
     "ejecútalo como un usuario corriente (sudo -u nobody ..., o su USUARIO)"},
    {"not-root", "only root can run programs as other users",
     "solo root puede ejecutar programas como otros usuarios", "start it with sudo",
     "inícialo con sudo"},
    {"users", "a program could not be run as another user",
     "no se pudo ejecutar un programa como otro usuario",
     "try it by hand, as root: sock-box run --users 60706 -- /bin/true",
     "pruébalo a mano, como root: sock-box run --users 60706 -- /bin/true"},
    {"bubblewrap-missing", "bubblewrap (bwrap) is not installed",
     "bubblewrap (bwrap) no está instalado", "apt-get install bubblewrap",
     "apt-get install bubblewrap"},
    {"bubblewrap-old",
     "this bubblewrap is older than 0.8, which first could size its folders and "
     "forbid user namespaces inside",
     "este bubblewrap es anterior a la 0.8, la primera que limita el tamaño de sus carpetas y "
     "prohíbe dentro los espacios de nombres de usuario",
     "use Debian 12, Ubuntu 24.04 or newer, or build bubblewrap 0.8",
     "usa Debian 12, Ubuntu 24.04 o algo más nuevo, o compila bubblewrap 0.8"},
    {"chroot",
     "this is a plain chroot, in which the kernel allows no user namespace "
     "(user_namespaces(7), EPERM)",
     "esto es un chroot simple, donde el núcleo no permite espacios de nombres de usuario "
     "(user_namespaces(7), EPERM)",
     "enter it with systemd-nspawn -D DIR or as a container; or mount --bind DIR DIR and "
     "pivot_root into it from unshare --mount",
     "entra con systemd-nspawn -D CARPETA o como contenedor; o haz mount --bind CARPETA CARPETA y "
     "pivot_root desde unshare --mount"},
    {"userns-zero", "user namespaces are set to 0 (/proc/sys/user/max_user_namespaces)",
     "los espacios de nombres de usuario están puestos a 0 "
     "(/proc/sys/user/max_user_namespaces)",
     "sudo sysctl -w user.max_user_namespaces=15000",
     "sudo sysctl -w user.max_user_namespaces=15000"},
    {"userns-off",
     "user namespaces are closed to ordinary users "
     "(/proc/sys/kernel/unprivileged_userns_clone is 0)",
     "los espacios de nombres de usuario están cerrados a los usuarios corrientes "
     "(/proc/sys/kernel/unprivileged_userns_clone es 0)",
     "sudo sysctl -w kernel.unprivileged_userns_clone=1",
     "sudo sysctl -w kernel.unprivileged_userns_clone=1"},
    {"apparmor",
     "AppArmor gives user namespaces only to programs that it knows (Ubuntu 23.10 and "
     "newer: kernel.apparmor_restrict_unprivileged_userns is 1)",
     "AppArmor solo da espacios de nombres de usuario a los programas que conoce (Ubuntu 23.10 o "
     "posterior: kernel.apparmor_restrict_unprivileged_userns es 1)",
     "give bwrap a profile: printf 'abi <abi/4.0>,\\nprofile bwrap /usr/bin/bwrap "
     "flags=(unconfined) { userns, }\\n' | sudo tee /etc/apparmor.d/bwrap && sudo apparmor_parser "
     "-r /etc/apparmor.d/bwrap; or, for all programs: sudo sysctl -w "
     "kernel.apparmor_restrict_unprivileged_userns=0",
     "dale un perfil a bwrap: printf 'abi <abi/4.0>,\\nprofile bwrap /usr/bin/bwrap "
     "flags=(unconfined) { userns, }\\n' | sudo tee /etc/apparmor.d/bwrap && sudo apparmor_parser "
     "-r /etc/apparmor.d/bwrap; o, para todos los programas: sudo sysctl -w "
     "kernel.apparmor_restrict_unprivileged_userns=0"},
    {"container", "the container around us forbids new user namespaces",
     "el contenedor que nos rodea prohíbe nuevos espacios de nombres de usuario",
     "docker/podman run --security-opt seccomp=unconfined --security-opt apparmor=unconfined "
     "--security-opt systempaths=unconfined ...",
     "docker/podman run --security-opt seccomp=unconfined --security-opt apparmor=unconfined "
     "--security-opt systempaths=unconfined ..."},
    {"proc-masked",
     "the container around us hides parts of /proc, and then the kernel allows no "
     "new one",
     "el contenedor que nos rodea oculta partes de /proc, y entonces el núcleo no permite uno "
     "nuevo",
     "docker/podman run --security-opt systempaths=unconfined ...",
     "docker/podman run --security-opt systempaths=unconfined ..."},
    {"userns", "the kernel refuses a new user namespace to an ordinary user",
     "el núcleo niega un nuevo espacio de nombres de usuario a un usuario corriente",
     "look for CONFIG_USER_NS in the kernel, for a chroot or a container around this shell, and "
     "try: unshare --user --map-root-user true",
     "busca CONFIG_USER_NS en el núcleo, y un chroot o un contenedor alrededor de esta consola; "
     "prueba: unshare --user --map-root-user true"},
    {"box", "a box could not be built; bubblewrap says why",
     "no se pudo construir la caja; bubblewrap dice por qué",
     "try it by hand: sock-box run -- /bin/true", "pruébalo a mano: sock-box run -- /bin/true"},
}};

std::string first_line(const char* path) {
    std::ifstream file{path};
    std::string line;
    std::getline(file, line);
    return line;
}

// In a chroot no visible mount is the mount of the root itself.
bool root_is_no_mount() {
    std::ifstream mounts{"/proc/self/mountinfo"};
    bool any = false;
    for (std::string line; std::getline(mounts, line);) {
        std::istringstream words{line};
        const std::vector<std::string> fields{std::istream_iterator<std::string>{words}, {}};
        if (fields.size() < 5) continue;
        if (fields[4] == "/") return false;
        any = true;
    }
    return any;
}

bool under_seccomp() {
    std::ifstream status{"/proc/self/status"};
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("Seccomp:")) return line.find('2') != std::string::npos;
    }
    return false;
}

}  // namespace

const reason& reason_of(std::string_view id) {
    const auto* const found = std::find_if(reasons.begin(), reasons.end(),
                                           [&](const reason& each) { return each.id == id; });
    if (found == reasons.end()) throw std::out_of_range("no reason " + std::string{id});
    return *found;
}

std::string_view reason_without_namespaces(int error) {
    if (error == 0) return {};
    if (first_line("/proc/sys/user/max_user_namespaces") == "0") return "userns-zero";
    if (first_line("/proc/sys/kernel/unprivileged_userns_clone") == "0") return "userns-off";
    if (error == EPERM && root_is_no_mount()) return "chroot";
    if (under_seccomp()) return "container";
    return "userns";
}

std::string_view reason_of_bubblewrap(const std::string& stderr_text) {
    // On Ubuntu the namespace is made, but without any right in it.
    if (first_line("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1") {
        return "apparmor";
    }
    if (stderr_text.find("mount proc") != std::string::npos) return "proc-masked";
    return "box";
}

}  // namespace sandbox
