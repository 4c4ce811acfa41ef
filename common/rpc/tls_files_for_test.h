#ifndef THIDUA_COMMON_RPC_TLS_FILES_FOR_TEST_H_
#define THIDUA_COMMON_RPC_TLS_FILES_FOR_TEST_H_

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/temp_folder.h"

namespace thidua::rpc {

// A certificate authority of openssl's in a folder of its own.
class TestCa {
 public:
  explicit TestCa(int days = 2) {
    Run(absl::StrCat("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days ", days,
                     " -subj /CN=ca -keyout ca.key -out ca.pem"));
  }

  std::string ca() const { return folder_.File("ca.pem"); }
  std::string cert(const std::string& name) const { return folder_.File(name + ".pem"); }
  std::string key(const std::string& name) const { return folder_.File(name + ".key"); }

  // Makes NAME.pem and NAME.key for `hosts` ("DNS:localhost,IP:127.0.0.1"), in place of what was there. Good for 0
  // days: it has expired in a second.
  void Issue(const std::string& name, const std::string& hosts, int days = 2) const {
    Run(absl::StrCat("openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=", name,
                     " -keyout new.key -out new.csr && printf 'subjectAltName=", hosts,
                     "' >new.ext && openssl x509 -req -in new.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days ",
                     days, " -extfile new.ext -out new.pem && mv new.key ", name, ".key && mv new.pem ", name, ".pem"));
  }

 private:
  void Run(const std::string& command) const {
    const std::string whole = absl::StrCat("cd '", folder_.path(), "' && { ", command, "; } >>log 2>&1");
    if (std::system(whole.c_str()) != 0) throw std::runtime_error("openssl failed: " + command);
  }

  TempFolder folder_;
};

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_TLS_FILES_FOR_TEST_H_
