#ifndef THIDUA_SERVICES_CLI_PUBLICATION_OUTPUT_H_
#define THIDUA_SERVICES_CLI_PUBLICATION_OUTPUT_H_

#include <string>

#include "services/cli/console.h"
#include "services/ranking/publication/verification.h"
#include "thidua/ranking/v1/publication.pb.h"

namespace thidua::cli {

// What became of a publication: number, hash, what it replaces, which sheets are not at the last stage and which
// clusters are not ranked. For standard error.
std::string PublishedText(const thidua::ranking::v1::PublishResponse& reply, Language language);

std::string PublicationsText(const thidua::ranking::v1::ListPublicationsResponse& reply, const Style& style);
// Columns number,sha256,replaces,published_at,published_by,stage,provisional,units,note.
std::string PublicationsCsv(const thidua::ranking::v1::ListPublicationsResponse& reply);

std::string AwardsText(const thidua::ranking::v1::ProposeAwardsResponse& reply, const Style& style);
// Columns scale,award,cluster,unit,name,rank,total,outcome,reasons,message; a row for each unit considered.
std::string AwardsCsv(const thidua::ranking::v1::ProposeAwardsResponse& reply);

std::string VerificationText(const ranking::Verification& verification, const Style& style);
std::string VerificationJson(const ranking::Verification& verification, Language language);
// Columns pointer,where,what,stored,computed; a row for each difference.
std::string VerificationCsv(const ranking::Verification& verification, Language language);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_PUBLICATION_OUTPUT_H_
