#!/usr/bin/env bash
# Measures what the suite promises of speed: lines "name,value,baseline,ratio,goal" on standard output, progress on
# standard error. Baselines are taken in the same run; on a shared machine the ratios mean something, the figures little.
#
#   deploy/bench.sh [PATTERN]    only the benchmarks whose name contains PATTERN, e.g. sheet
set -euo pipefail
cd "$(dirname "$0")/.."

pattern=${1:-}
programs=(bench_sheet_writes bench_import_inputs bench_country_ranking bench_scoring_engine bench_country_from_store
          bench_ranking_serving bench_cold_replica bench_change_to_visible bench_ranking_memory
          bench_task_board bench_replica_throughput bench_overload)

deploy/setup.sh build test cluster
deploy/setup.sh bench || echo "bench: going on without the databases that some figures are compared with" >&2
deploy/build.sh release "${programs[@]}"
echo "name,value,baseline,ratio,goal"
for program in "${programs[@]}"; do
  if [[ $program == *"$pattern"* ]]; then "build/release/bin/$program"; fi
done
