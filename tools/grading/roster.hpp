/// @file
/// The students of a class, in OUT/roster.csv: whose a submission is, when it came, who is missing.
#pragma once

#include "course/course.hpp"
#include "wire/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace grading {

/// One line of the roster.
struct student {
    std::string id;  ///< the university's
    std::string name;
    std::string email;
    std::string group;
    std::string moodle;      ///< the number in the name of a file of Moodle's
    std::string canvas;      ///< likewise, of Canvas'
    std::string assignment;  ///< the only one that the line is about; empty: any
    std::optional<course::moment> handed_in = {};
    std::string where = {};  ///< "roster.csv:7"
};

class roster {
  public:
    roster() = default;

    /// Reads `id,name,email,group,moodle,canvas,assignment,handed_in`, of which the first two are
    /// needed, in any order. Throws std::runtime_error that names the line.
    static roster read(std::string_view text, const std::string& file,
                       const course::course& course);

    /// The student whose submission it is: by the platform's number, else by the id, the email or
    /// all parts of the name in the file's name. Null if it is nobody's, or could be two students'.
    [[nodiscard]] const student* owner(const wire::submission& it,
                                       std::string_view assignment) const;

    /// Those without a submission of the assignment among `all`, in the order of the roster.
    [[nodiscard]] std::vector<const student*> missing(const std::vector<wire::result>& all,
                                                      const course::course& course,
                                                      std::string_view assignment) const;

    [[nodiscard]] bool empty() const { return all_.empty(); }
    [[nodiscard]] const student* find(std::string_view id) const;

  private:
    std::vector<student> all_;
};

}  // namespace grading
