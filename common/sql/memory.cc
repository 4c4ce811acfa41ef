#include "common/sql/memory.h"

#include <new>
#include <utility>

namespace thidua::sql {

Memory::Image::Image(soci::session& session) {
  sqlite_api::sqlite3* const connection = static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
  sqlite_api::sqlite3_int64 length = 0;
  bytes = sqlite_api::sqlite3_serialize(connection, "main", &length, 0);
  size = length;
  if (bytes == nullptr && size > 0) throw std::bad_alloc();
}

Memory::Image::~Image() { sqlite_api::sqlite3_free(bytes); }

Memory::Memory() : writer_(soci::sqlite3, "db=:memory:") {
  writer_ << "PRAGMA foreign_keys=ON";
  Publish();
}

std::shared_ptr<const Memory::Image> Memory::image() const {
  const std::lock_guard lock(mutex_);
  return image_;
}

int64_t Memory::commits() const {
  const std::lock_guard lock(mutex_);
  return commits_;
}

void Memory::Publish() {
  auto image = std::make_shared<const Image>(writer_);
  const std::lock_guard lock(mutex_);
  image_ = std::move(image);
  ++commits_;
}

}  // namespace thidua::sql
