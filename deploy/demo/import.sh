#!/usr/bin/env bash
# Imports the country's units and the data of huyện Ba Tơ into the services that `thidua` finds.
set -euo pipefail
demo=$(dirname "$0")

thidua import units "$demo/vn_units.csv"
thidua import offices "$demo/ba_to/offices.csv"
thidua import clusters "$demo/ba_to/clusters.csv"
thidua import scale "$demo/ba_to/scale_2023.json"
thidua import inputs "$demo/ba_to/inputs_2023.csv"
thidua import results "$demo/ba_to/results_2022.csv"
thidua import calendar "$demo/calendar_vn.csv"
