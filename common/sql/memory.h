#ifndef THIDUA_COMMON_SQL_MEMORY_H_
#define THIDUA_COMMON_SQL_MEMORY_H_

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <cstdint>
#include <memory>
#include <mutex>

namespace thidua::sql {

// A SQLite database in memory, which the engines that are opened at one Location share. SQLite's own databases in
// memory make readers and the writer wait for each other; here each commit leaves an image, and a read has one to
// itself. A commit costs a copy of the database.
//
// Thread-safe.
class Memory {
 public:
  struct Image {
    explicit Image(soci::session& session);
    ~Image();
    Image(const Image&) = delete;
    Image& operator=(const Image&) = delete;

    unsigned char* bytes;
    int64_t size;
  };

  Memory();

  // As of the last commit, and how many there were.
  std::shared_ptr<const Image> image() const;
  int64_t commits() const;

  // Of the one write that there is at a time: the session that it has to itself while it holds the lock, and what makes
  // its commit seen.
  std::mutex& writing() { return writing_; }
  soci::session& writer() { return writer_; }
  void Publish();

 private:
  std::mutex writing_;
  soci::session writer_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Image> image_;  // Guarded by mutex_, as is what follows.
  int64_t commits_ = 0;
};

}  // namespace thidua::sql

#endif  // THIDUA_COMMON_SQL_MEMORY_H_
