#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "services/cli/assignments.h"
#include "services/cli/code_rank_output.h"
#include "services/cli/console.h"
#include "services/cli/freshness.h"
#include "services/cli/matrix_output.h"
#include "services/cli/path_output.h"
#include "services/cli/rank_output.h"
#include "services/cli/sample_rankings.h"
#include "services/cli/standing_output.h"
#include "services/cli/status_output.h"
#include "services/cli/text.h"
#include "services/cli/watch_output.h"
#include "services/cli/what_if_output.h"

namespace thidua::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class RankingOutputTest : public ::testing::Test {
 protected:
  RankingOutputTest() { UseUtf8Locale(); }

  const Style vietnamese_;
  const Style english_{.language = Language::kEnglish};
  // 21/12/2023 09:05:07 in Asia/Ho_Chi_Minh.
  const absl::Time now_ = absl::FromUnixSeconds(1703124307);
};

TEST_F(RankingOutputTest, RankTextShowsMarginsCoverageAndStages) {
  EXPECT_THAT(
      RankText(SampleProvince(), vietnamese_),
      HasSubstr("Hạng   Xã, phường, thị trấn       I     III  Tổng điểm  Mất điểm  Hơn dưới  Kém trên  So với 2022\n"
                "01/03  Xã Ba Lế              100.05  101.00     100.28     31.00      0.58            =\n"
                "02/03  Xã Ba Bích             99.15  100.50      99.70     52.00  0.00 (I)      0.58  ▲2 (04/05)\n"
                "03/03  Xã Ba Nam, \"mới\" *     91.30   94.60      93.95    242.00            0.00 (I)  ▼1 (02/05)\n"
                "* Xã Ba Nam, \"mới\": chưa báo cáo 1 tiêu chí, tính 0 điểm: I.1.\n"
                "3 bảng điểm: 2 đủ số liệu, 1 thiếu, 0 trống.\n"
                "    Bước Đơn vị tự chấm điểm (2): Xã Ba Bích, Xã Ba Nam, \"mới\".\n"
                "    Bước Cụm họp chấm điểm (1): Xã Ba Lế.\n"
                "Tính từ phiên bản 12 (ba-to-2023, lần sửa 1)\n"));
  auto all = SampleProvince();
  auto& cluster = *all.mutable_clusters(0);
  cluster.mutable_units(0)->set_stage("SELF");
  cluster.set_stage("SELF");
  EXPECT_THAT(RankText(all, vietnamese_),
              AllOf(HasSubstr("(khu-trung), năm 2023, điểm ở bước SELF\n"),
                    HasSubstr("3 bảng điểm: 2 đủ số liệu, 1 thiếu, 0 trống; tất cả ở bước: Đơn vị tự chấm điểm.\n")));
}

TEST_F(RankingOutputTest, RankTextOfAProvinceRanksItsDistricts) {
  EXPECT_THAT(RankText(SampleProvince(), vietnamese_),
              HasSubstr("Các đơn vị trực thuộc Tỉnh Quảng Ngãi, theo điểm trung bình, thang ba-to-2023, lần sửa 1\n"
                        "Hạng   Đơn vị           Cụm  Xã  Trung bình  Trung vị  Cao nhất  Đủ/thiếu/trống\n"
                        "01/02  Huyện Minh Long    2   5       98.20     98.00    101.00           5/0/0\n"
                        "02/02  Huyện Ba Tơ        1   3       97.98     99.70    100.28           2/1/0\n"));
}

TEST_F(RankingOutputTest, Fairness) {
  EXPECT_EQ(FairnessText(SampleProvince(), vietnamese_),
            "Cụm các xã, thị trấn Khu Trung (khu-trung), năm 2023\n"
            "Hạng   Xã, phường, thị trấn  Tổng điểm  % so với cao nhất  Điểm chuẩn hóa  Vị trí %\n"
            "01/03  Xã Ba Lế                 100.28             100.00            0.84     83.33\n"
            "02/03  Xã Ba Bích                99.70              99.42            0.64     50.00\n"
            "03/03  Xã Ba Nam, \"mới\" *        93.95              93.69           -1.41     16.67\n"
            "* Xã Ba Nam, \"mới\": chưa báo cáo 1 tiêu chí, tính 0 điểm: I.1.\n"
            "\n"
            "Cụm các xã Khu Bắc (khu-bac), năm 2023\n"
            "Hạng   Xã, phường, thị trấn  Tổng điểm  % so với cao nhất  Điểm chuẩn hóa  Vị trí %\n"
            "01/02  Xã Ba Điền                96.15\n"
            "01/02  Xã Ba Giang               96.15\n"
            "\n"
            "! Cụm Khu Xa (khu-xa): Chưa có thang bảng điểm.\n"
            "\n"
            "    % so với cao nhất: 100 × tổng điểm / tổng điểm cao nhất của cụm: đơn vị đầu cụm là 100.\n"
            "    Điểm chuẩn hóa: (tổng điểm − trung bình cụm) / độ lệch chuẩn của cụm: 0 là bằng trung bình, 1 là hơn "
            "hẳn mặt bằng cụm; so được giữa các cụm mạnh, yếu khác nhau.\n"
            "    Vị trí %: Phần trăm đơn vị trong cụm đứng dưới, tính một nửa số bằng điểm kể cả chính nó: 50 là giữa "
            "cụm, dù cụm lớn hay nhỏ.\n");
  EXPECT_EQ(FairnessCsv(SampleProvince()),
            "cluster,unit,name,total,rank,share_of_best,standard_score,percentile_rank\n"
            "khu-trung,21532,Xã Ba Lế,100.28,01/03,100.00,0.84,83.33\n"
            "khu-trung,21526,Xã Ba Bích,99.70,02/03,99.42,0.64,50.00\n"
            "khu-trung,21535,\"Xã Ba Nam, \"\"mới\"\"\",93.95,03/03,93.69,-1.41,16.67\n"
            "khu-bac,21487,Xã Ba Điền,96.15,01/02,,,\n"
            "khu-bac,21500,Xã Ba Giang,96.15,01/02,,,\n");
}

TEST_F(RankingOutputTest, CodeRanks) {
  EXPECT_EQ(CodeRankText(SampleCodeRanks(), vietnamese_),
            "I.2 Thu ngân sách, tối đa 100\n"
            "Hạng   Xã, phường, thị trấn    Điểm\n"
            "01/03  Xã Ba Lế              101.50\n"
            "02/03  Xã Ba Nam             100.00\n"
            "03/03  Xã Ba Bích             95.00\n"
            "Cao nhất 101.50, trung vị 100.00, thấp nhất 95.00; 3 đơn vị áp dụng. Thang ba-to-2023, lần sửa 1.\n");
  EXPECT_EQ(CodeRankCsv(SampleCodeRanks()),
            "scale,cluster,unit,name,code,points,rank\n"
            "ba-to-2023,khu-trung,21532,Xã Ba Lế,I.2,101.50,01/03\n"
            "ba-to-2023,khu-trung,21535,Xã Ba Nam,I.2,100.00,02/03\n"
            "ba-to-2023,khu-trung,21526,Xã Ba Bích,I.2,95.00,03/03\n");
}

TEST_F(RankingOutputTest, Matrix) {
  auto all = SampleProvince();
  all.mutable_clusters()->DeleteSubrange(1, 1);
  EXPECT_EQ(MatrixText(all, vietnamese_),
            "Cụm các xã, thị trấn Khu Trung (khu-trung), năm 2023\n"
            "Mã         Xã Ba Lế  Xã Ba Bích  Xã Ba Nam, \"mới\"  Cao nhất  Trung vị  Thấp nhất  Nội dung\n"
            "I            100.05       99.15             91.30    100.05     99.15      91.30  Kinh tế - xã hội\n"
            "I.1          102.50      105.00              0.00    105.00    102.50       0.00  Giá trị sản xuất\n"
            "I.a                                                                               Thu chi\n"
            "I.2          101.50       95.00            100.00    101.50    100.00      95.00  Thu ngân sách\n"
            "III          101.00      100.50             94.60    101.00    100.50      94.60  Cải cách hành chính\n"
            "III.4        100.00       96.00                 –    100.00     98.00      96.00  Nhắc nhở\n"
            "Tổng điểm    100.28       99.70             93.95    100.28     99.70      93.95\n"
            "Hạng          01/03       02/03             03/03\n");
  EXPECT_EQ(MatrixCsv(SampleProvince()),
            "cluster,code,title,21532,21526,21535,21487,21500,best,median,worst\n"
            "khu-trung,I,Kinh tế - xã hội,100.05,99.15,91.30,,,100.05,99.15,91.30\n"
            "khu-trung,I.1,Giá trị sản xuất,102.50,105.00,0.00,,,105.00,102.50,0.00\n"
            "khu-trung,I.a,Thu chi,,,,,,,,\n"
            "khu-trung,I.2,Thu ngân sách,101.50,95.00,100.00,,,101.50,100.00,95.00\n"
            "khu-trung,III,Cải cách hành chính,101.00,100.50,94.60,,,101.00,100.50,94.60\n"
            "khu-trung,III.4,Nhắc nhở,100.00,96.00,,,,100.00,98.00,96.00\n"
            "khu-trung,TOTAL,,100.28,99.70,93.95,,,100.28,99.70,93.95\n"
            "khu-bac,I,Nhóm một,,,,94.25,94.25,,,\n"
            "khu-bac,I.1,Tiêu chí,,,,94.25,94.25,94.25,,94.25\n"
            "khu-bac,II,Nhóm hai,,,,98.40,98.40,,,\n"
            "khu-bac,TOTAL,,,,,96.15,96.15,,,96.15\n");
}

TEST_F(RankingOutputTest, MatrixFitsTheTerminal) {
  constexpr size_t kColumns = 60;
  auto all = SampleProvince();
  all.mutable_clusters()->DeleteSubrange(1, 1);
  const std::string text = MatrixText(all, Style{.width = kColumns});
  for (const auto& line : absl::StrSplit(text, '\n')) {
    if (absl::StartsWith(line, "Cụm")) continue;
    EXPECT_LE(DisplayWidth(std::string(line)), kColumns) << line;
  }
  for (const char* name : {"Xã Ba Lế", "Xã Ba Bích", "Xã Ba Nam"}) EXPECT_THAT(text, HasSubstr(name));
}

TEST_F(RankingOutputTest, WatchTellsWhatElseHappens) {
  thidua::ranking::v1::WatchRankingsResponse::Event event;
  event.mutable_version()->set_cluster("khu-trung");
  event.mutable_version()->set_version(14);
  EXPECT_EQ(WatchText(event, now_, vietnamese_),
            "09:05:07  khu-trung  phiên bản 14: không ai đổi hạng hay tổng điểm\n");
  event.set_unranked_reason("MIXED_SCALES");
  EXPECT_EQ(WatchText(event, now_, english_), "09:05:07  khu-trung  cannot be ranked: MIXED_SCALES\n");
  EXPECT_EQ(WatchCsv(event, now_), "2023-12-21T09:05:07+07:00,khu-trung,14,,,,,,,MIXED_SCALES\n");
}

TEST_F(RankingOutputTest, WatchStateKnowsWhatWasShown) {
  WatchState state;
  EXPECT_TRUE(state.Take(SampleWatchState().events(0)));
  EXPECT_FALSE(state.Take(SampleWatchState().events(0)));
  EXPECT_TRUE(state.Take(SampleWatchChange().events(0)));
  ASSERT_EQ(state.Seen().size(), 1u);
  EXPECT_EQ(state.Seen()[0].version(), 13);
}

TEST_F(RankingOutputTest, Ages) {
  EXPECT_EQ(FormatAge(999, Language::kVietnamese), "0 giây");
  EXPECT_EQ(FormatAge(59'999, Language::kVietnamese), "59 giây");
  EXPECT_EQ(FormatAge(60'000, Language::kVietnamese), "1 phút");
  EXPECT_EQ(FormatAge(7'200'000, Language::kEnglish), "2 h");
}

TEST_F(RankingOutputTest, WordsOfFigures) {
  EXPECT_EQ(ParseUnitInput("21526:I.2:source=a=b")->value, "a=b");
  EXPECT_EQ(ParseUnitInput("21526:I.2:actual=")->value, "");
  EXPECT_FALSE(ParseUnitInput("21526::actual=1").has_value());
  EXPECT_EQ(ParseUnitPoints("21526:I.2=-1")->criterion, "I.2");
  EXPECT_FALSE(ParseUnitPoints("21526:I.2=").has_value());
  EXPECT_EQ(ParseCodeAmount("I.2=0.5")->amount, "0.5");
  for (const char* word : {"I.2", "=1", "I.2=", "I.2=-1", "I.2=1e5", "a:b=1"}) {
    EXPECT_FALSE(ParseCodeAmount(word).has_value()) << word;
  }
}

TEST_F(RankingOutputTest, Standing) {
  EXPECT_EQ(StandingText(SampleStanding(), vietnamese_),
            "Xã Ba Bích (21526), năm 2023\n"
            "Cụm Khu Trung (khu-trung)\n"
            "\n"
            "Hạng 02/03, tổng điểm 99.70, mất 52.00 điểm; năm 2022 hạng 04/05 (tăng 2 bậc).\n"
            "Tổng điểm của cụm: cao nhất 100.28, trung vị 99.70; vị trí 50.00% (50% là giữa cụm).\n"
            "Kém hạng liền trên 0.58 điểm.\n"
            "Hơn hạng liền dưới 5.75 điểm: còn giữ hạng nếu tổng điểm giảm ít hơn 5.75.\n"
            "\n"
            "Các hạng ở gần, không nêu tên:\n"
            "Hạng   Tổng điểm\n"
            "01/03     100.28\n"
            "02/03      99.70  ◄ Xã Ba Bích\n"
            "03/03      93.95\n"
            "\n"
            "Mạnh: cao hơn trung vị của cụm\n"
            "  I.1     105.00 điểm, trung vị của cụm 102.50: Giá trị sản xuất\n"
            "\n"
            "Yếu: thấp hơn trung vị của cụm\n"
            "  I.2     95.00 điểm, trung vị của cụm 100.00: Thu ngân sách\n"
            "\n"
            "Mã     Điểm  Cao nhất  Trung vị  Thấp nhất  Hạng   Nội dung\n"
            "I     99.15    100.05     99.15      91.30  02/03  Kinh tế - xã hội\n"
            "I.1  105.00    105.00    102.50       0.00  01/03  Giá trị sản xuất\n"
            "I.2   95.00    101.50    100.00      95.00  03/03  Thu ngân sách\n");
  EXPECT_EQ(StandingCsv(SampleStanding()),
            "code,title,points,best,median,worst,rank\n"
            "I,Kinh tế - xã hội,99.15,100.05,99.15,91.30,02/03\n"
            "I.1,Giá trị sản xuất,105.00,105.00,102.50,0.00,01/03\n"
            "I.2,Thu ngân sách,95.00,101.50,100.00,95.00,03/03\n");
}

TEST_F(RankingOutputTest, Path) {
  EXPECT_EQ(PathText(SamplePath(), {.rank = 1, .has_costs = true}, {{"TC-KT", "Tài chính"}}, vietnamese_),
            "Xã Ba Bích (21526), năm 2023\n"
            "Hiện nay: hạng 02/05, tổng điểm 99.70.\n"
            "\n"
            "Cách ít tốn nhất để đạt hạng 01/05: lấy lại 45.00 điểm ở 2 tiêu chí, tổng chi phí 3.\n"
            "\n"
            "Tiêu chí  Điểm nay  Lấy lại  Chi phí  Chủ trì    Nội dung\n"
            "I.2          95.00    +5.00        2  Tài chính  Thu ngân sách\n"
            "I.10         60.00   +40.00        1  DC-XD      Nông thôn mới\n"
            "\n"
            "Khi đó: hạng 01/05, tổng điểm 100.30, nếu điểm của các đơn vị khác giữ nguyên.\n"
            "! I.2: điểm ở đây còn tùy số liệu của các đơn vị khác trong cụm; lấy lại được thì điểm của họ cũng có thể "
            "đổi. Thử trước bằng thidua whatif.\n");
  auto far = SamplePath();
  far.set_reachable(false);
  EXPECT_EQ(PathText(far, {.total = "109.5"}, {}, vietnamese_),
            "Xã Ba Bích (21526), năm 2023\n"
            "Hiện nay: hạng 02/05, tổng điểm 99.70.\n"
            "\n"
            "Không đạt được tổng điểm 109.5: lấy lại hết những gì có thể cũng chỉ đến hạng 01/05, tổng điểm 100.30.\n"
            "\n"
            "Tiêu chí  Điểm nay  Lấy lại  Chủ trì  Nội dung\n"
            "I.2          95.00    +5.00  TC-KT    Thu ngân sách\n"
            "I.10         60.00   +40.00  DC-XD    Nông thôn mới\n"
            "\n"
            "! I.2: điểm ở đây còn tùy số liệu của các đơn vị khác trong cụm; lấy lại được thì điểm của họ cũng có thể "
            "đổi. Thử trước bằng thidua whatif.\n"
            "Mọi tiêu chí được coi là khó như nhau. Tiêu chí khó hơn: --cost I.10=3; chỉ lấy lại được một phần: --gain "
            "I.10=20; không lấy lại được: --gain I.10=0.\n");
  auto there = SamplePath();
  there.clear_steps();
  there.clear_peer_criteria();
  EXPECT_EQ(PathText(there, {.rank = 3}, {}, vietnamese_),
            "Xã Ba Bích (21526), năm 2023\n"
            "Hiện nay: hạng 02/05, tổng điểm 99.70.\n"
            "\n"
            "Đã đạt hạng 03/05, không cần lấy lại điểm nào.\n");
  EXPECT_EQ(PathCsv(SamplePath()),
            "criterion,title,lead,points,gain,cost\n"
            "I.2,Thu ngân sách,TC-KT,95.00,5.00,2\n"
            "I.10,Nông thôn mới,DC-XD,60.00,40.00,1\n");
}

TEST_F(RankingOutputTest, WhatIf) {
  EXPECT_EQ(WhatIfText(SampleWhatIf(), vietnamese_),
            "Giả định ở cụm khu-trung, năm 2023\n"
            "Xã, phường, thị trấn  Hạng     Tổng điểm        Tiêu chí đổi điểm\n"
            "Xã Ba Bích            02 → 01  99.70 → 100.20   I.2: 95.00 → 100.00\n"
            "Xã Ba Lế ~            01 → 02  100.28 → 100.13  I.2: 101.50 → 100.00\n"
            "~ Điểm đổi theo số liệu của đơn vị khác, dù số liệu của chính nó giữ nguyên.\n"
            "Chỉ là tính thử: không có gì được ghi. Tính từ phiên bản 12.\n");
  EXPECT_EQ(WhatIfCsv(SampleWhatIf()),
            "unit,name,rank_before,rank_after,total_before,total_after,by_peers,criterion,points_before,points_after\n"
            "21526,Xã Ba Bích,2,1,99.70,100.20,,I.2,95.00,100.00\n"
            "21532,Xã Ba Lế,1,2,100.28,100.13,yes,I.2,101.50,100.00\n");
}

TEST_F(RankingOutputTest, Watch) {
  EXPECT_EQ(WatchText(SampleWatchState().events(0), now_, vietnamese_),
            "09:05:07  khu-trung  hiện nay, phiên bản 12\n"
            "Hạng  Xã, phường, thị trấn  Tổng điểm\n"
            "01    Xã Ba Lế                 100.28\n"
            "02    Xã Ba Bích                99.70\n"
            "\n");
  EXPECT_EQ(WatchText(SampleWatchChange().events(0), now_, vietnamese_),
            "09:05:07  khu-trung  Xã Ba Bích (21526): hạng 02 → 01, tổng điểm 99.70 → 100.30\n"
            "09:05:07  khu-trung  Xã Ba Lế (21532): hạng 01 → 02, tổng điểm 100.28\n");
  EXPECT_EQ(WatchCsv(SampleWatchChange().events(0), now_),
            "2023-12-21T09:05:07+07:00,khu-trung,13,21526,Xã Ba Bích,2,1,99.70,100.30,\n"
            "2023-12-21T09:05:07+07:00,khu-trung,13,21532,Xã Ba Lế,1,2,100.28,100.28,\n");
  EXPECT_EQ(WatchJson(SampleWatchState().events(0), now_),
            "{\"time\":\"2023-12-21T09:05:07+07:00\",\"version\":{\"cluster\":\"khu-trung\",\"year\":2023,\"version\":"
            "\"12\"},\"whole\":true,\"changes\":[{\"unit\":\"21532\",\"name\":\"Xã Ba "
            "Lế\",\"rank\":1,\"total\":\"100.28\"},{\"unit\":\"21526\",\"name\":\"Xã Ba "
            "Bích\",\"rank\":2,\"total\":\"99.70\"}]}\n");
}

TEST_F(RankingOutputTest, Status) {
  EXPECT_EQ(StatusText(SampleRankingStatus(), vietnamese_),
            "Dịch vụ xếp hạng\n"
            "Biết mọi thay đổi đến phiên bản 12; kiểm tra 3 phút trước.\n"
            "\n"
            "Bộ nhớ đệm           Có sẵn  Không có  Tỷ lệ  Đã ghi  Hỏng  Lần ngắt     Byte\n"
            "câu trả lời đã soạn      90        10    90%      10     0         0  123 456\n"
            "Redis                     0         0              0     3         1\n");
  EXPECT_EQ(StatusCsv(SampleRankingStatus()),
            "cache,hits,misses,stores,failures,breaker_opens,bytes\n"
            "answers,90,10,10,0,0,123456\n"
            "redis,0,0,0,3,1,0\n");
}

}  // namespace
}  // namespace thidua::cli
