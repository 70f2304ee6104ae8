from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy
from conan.tools.layout import basic_layout
import os


class SockConan(ConanFile):
    name = "sock"
    description = "TCP and UDP sockets for C++20 in one header"
    license = "MIT"
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    no_copy_source = True

    def layout(self):
        basic_layout(self)

    def export_sources(self):
        tree = os.path.join(self.recipe_folder, "..", "..")
        copy(self, "*.hpp", os.path.join(tree, "include"),
             os.path.join(self.export_sources_folder, "include"))
        copy(self, "LICENSE", tree, self.export_sources_folder)

    def validate(self):
        check_min_cppstd(self, 20)

    def package_id(self):
        self.info.clear()

    def package(self):
        copy(self, "*.hpp", os.path.join(self.source_folder, "include"),
             os.path.join(self.package_folder, "include"))
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))

    def package_info(self):
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
        self.cpp_info.set_property("cmake_file_name", "sock")
        self.cpp_info.set_property("cmake_target_name", "sock::sock")
        self.cpp_info.set_property("pkg_config_name", "sock")
        if self.settings.os == "Windows":
            self.cpp_info.system_libs = ["ws2_32"]
