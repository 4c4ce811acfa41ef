#ifndef THIDUA_COMMON_TESTING_TEMP_FOLDER_H_
#define THIDUA_COMMON_TESTING_TEMP_FOLDER_H_

#include <string>

namespace thidua {

// A new empty folder, removed with everything in it when this object goes.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string File(const std::string& name) const { return path_ + "/" + name; }
  // Writes a file into it and gives its path.
  std::string Write(const std::string& name, const std::string& content) const;

 private:
  std::string path_;
};

}  // namespace thidua

#endif  // THIDUA_COMMON_TESTING_TEMP_FOLDER_H_
