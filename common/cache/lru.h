#ifndef THIDUA_COMMON_CACHE_LRU_H_
#define THIDUA_COMMON_CACHE_LRU_H_

#include <cstddef>
#include <iterator>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace thidua::cache {

// The most recently used values, by text, that weigh at most `max_weight` together. A value that alone weighs more is
// not kept and displaces nothing. Values are pointers that share what they point to: one that is dropped lives on for
// those who hold it.
//
// Thread-safe. One lock, held for a look-up and never while a value is freed.
template <typename Pointer>
class Lru {
 public:
  explicit Lru(size_t max_weight) : max_weight_(max_weight) {}

  // Null when it is not known.
  Pointer Get(std::string_view key) {
    const std::lock_guard lock(mutex_);
    const auto found = index_.find(key);
    if (found == index_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->value;
  }

  // Replaces what is known under the key. False: it is too heavy.
  bool Put(std::string_view key, Pointer value, size_t weight) {
    if (weight > max_weight_) return false;
    // Filled under the lock, freed after it.
    std::list<Entry> dropped;
    std::list<Entry> added;
    added.push_back({std::string(key), std::move(value), weight});

    const std::lock_guard lock(mutex_);
    if (const auto found = index_.find(key); found != index_.end()) Drop(found->second, dropped);
    while (weight_ + weight > max_weight_) Drop(std::prev(entries_.end()), dropped);
    entries_.splice(entries_.begin(), added);
    index_.emplace(entries_.front().key, entries_.begin());
    weight_ += weight;
    return true;
  }

  void Clear() {
    std::list<Entry> dropped;
    const std::lock_guard lock(mutex_);
    index_.clear();
    dropped.swap(entries_);
    weight_ = 0;
  }

  // What the values weigh together.
  size_t weight() const {
    const std::lock_guard lock(mutex_);
    return weight_;
  }

 private:
  struct Entry {
    std::string key;
    Pointer value;
    size_t weight;
  };

  void Drop(typename std::list<Entry>::iterator entry, std::list<Entry>& dropped) {
    index_.erase(entry->key);
    weight_ -= entry->weight;
    dropped.splice(dropped.begin(), entries_, entry);
  }

  const size_t max_weight_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;                                                         // Most recently used first.
  std::unordered_map<std::string_view, typename std::list<Entry>::iterator> index_;  // Views into the entries' keys.
  size_t weight_ = 0;
};

}  // namespace thidua::cache

#endif  // THIDUA_COMMON_CACHE_LRU_H_
