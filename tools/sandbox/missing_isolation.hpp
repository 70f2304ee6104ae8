/// @file
/// Why a machine allows no box, and what helps, in words.
#pragma once

#include <string>
#include <string_view>

namespace sandbox {

/// A cause that a person can remove.
struct reason {
    std::string_view id;
    std::string_view why_en;
    std::string_view why_es;
    std::string_view do_en;
    std::string_view do_es;
};

/// The reason called `id`, which must exist.
[[nodiscard]] const reason& reason_of(std::string_view id);

/// Why this process may not make a user namespace, from `error` (errno of unshare(2)) and from what
/// the machine says about itself; empty id: it may.
[[nodiscard]] std::string_view reason_without_namespaces(int error);

/// Why bubblewrap failed although user namespaces are there, from what it wrote.
[[nodiscard]] std::string_view reason_of_bubblewrap(const std::string& stderr_text);

}  // namespace sandbox
