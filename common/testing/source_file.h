#ifndef THIDUA_COMMON_TESTING_SOURCE_FILE_H_
#define THIDUA_COMMON_TESTING_SOURCE_FILE_H_

#include <string>
#include <string_view>

namespace thidua {

// The absolute path of a file of this checkout, e.g. SourceFile("deploy/demo/vn_units.csv").
std::string SourceFile(std::string_view path);

}  // namespace thidua

#endif  // THIDUA_COMMON_TESTING_SOURCE_FILE_H_
