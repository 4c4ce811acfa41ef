#include "common/cache/value_envelope.h"

#include <xxhash.h>

#include <cstdint>
#include <memory>

namespace thidua::cache {
namespace {

// The last character is the layout's version.
constexpr std::string_view kMagic = "TDC1";

std::string Header(std::string_view key, std::string_view payload) {
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(), &XXH3_freeState);
  // The key's length keeps ("ab", "c") and ("a", "bc") apart.
  const uint64_t key_size = key.size();
  XXH3_128bits_reset(state.get());
  XXH3_128bits_update(state.get(), &key_size, sizeof(key_size));
  XXH3_128bits_update(state.get(), key.data(), key.size());
  XXH3_128bits_update(state.get(), payload.data(), payload.size());
  XXH128_canonical_t digest;
  XXH128_canonicalFromHash(&digest, XXH3_128bits_digest(state.get()));

  std::string header(kMagic);
  header.append(reinterpret_cast<const char*>(digest.digest), sizeof(digest.digest));
  return header;
}

}  // namespace

std::string SealValue(std::string_view key, std::string_view payload) {
  std::string sealed = Header(key, payload);
  sealed.append(payload);
  return sealed;
}

Value UnsealValue(std::string_view key, std::string_view sealed) {
  if (sealed.size() < kEnvelopeBytes || !sealed.starts_with(kMagic)) return nullptr;
  const std::string_view payload = sealed.substr(kEnvelopeBytes);
  if (!sealed.starts_with(Header(key, payload))) return nullptr;
  return std::make_shared<const std::string>(payload);
}

}  // namespace thidua::cache
