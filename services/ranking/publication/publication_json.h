#ifndef THIDUA_SERVICES_RANKING_PUBLICATION_PUBLICATION_JSON_H_
#define THIDUA_SERVICES_RANKING_PUBLICATION_PUBLICATION_JSON_H_

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "thidua/ranking/v1/publication.pb.h"

namespace thidua::ranking {

// Keeps members in the order in which they came.
using Json = nlohmann::ordered_json;

inline constexpr char kPublicationMember[] = "thiduaPublication";
inline constexpr char kHashMember[] = "sha256";

// The message in its JSON mapping. INTERNAL when a text in it is not UTF-8.
absl::StatusOr<Json> ToJson(const v1::Publication& publication);
// Without white space: what the hash covers.
std::string Compact(const Json& json);
// The whole file.
std::string Layout(Json publication, const std::string& sha256);

// The document in a file from anywhere, with an object as kPublicationMember and a text as kHashMember.
// RESOURCE_EXHAUSTED (FILE_TOO_LARGE), INVALID_ARGUMENT (NOT_JSON, NOT_A_PUBLICATION), FAILED_PRECONDITION
// (NEWER_FORMAT).
absl::StatusOr<Json> ReadFile(std::string_view text);

// The message in a document that ReadFile gave; members that it does not know are left out. INVALID_ARGUMENT
// (BAD_PUBLICATION) when a member is of another kind.
absl::StatusOr<v1::Publication> FromJson(const Json& publication);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_PUBLICATION_PUBLICATION_JSON_H_
