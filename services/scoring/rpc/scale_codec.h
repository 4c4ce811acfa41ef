#ifndef THIDUA_SERVICES_SCORING_RPC_SCALE_CODEC_H_
#define THIDUA_SERVICES_SCORING_RPC_SCALE_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/import/fault.h"
#include "services/scoring/domain/scale.h"
#include "thidua/scoring/v1/scale.pb.h"

namespace thidua::scoring {

// Scales between their three forms: the file that people write, the message, and the definition that is scored by.

// Reads a scale file. Faults carry the line where the JSON is malformed, and the field's path elsewhere.
thidua::scoring::v1::Scale ParseScaleFile(std::string_view content, imports::FaultList& faults);

// Numbers that are not decimals, and whatever else has no place in a definition, become faults with the field's path.
ScaleDefinition ToDefinition(const thidua::scoring::v1::Scale& scale, imports::FaultList& faults);

// The message of a definition, without fields that only repeat their defaults.
thidua::scoring::v1::Scale ToMessage(const ScaleDefinition& definition);

// A scale file for people to edit.
std::string WriteScaleJson(const thidua::scoring::v1::Scale& scale);

// The text that the store keeps: JSON, the same for equal messages.
std::string EncodeScale(const thidua::scoring::v1::Scale& scale);
absl::StatusOr<thidua::scoring::v1::Scale> DecodeScale(const std::string& encoded);
absl::StatusOr<ScaleDefinition> DecodeDefinition(const std::string& encoded);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_RPC_SCALE_CODEC_H_
