//! `scenarios.yaml` has scenarios for each fault that can be played over plain HTTP.

use std::collections::BTreeSet;

use agentspec_mock::MockServer;
use serde_json::Value;

const ROWS: [&str; 47] = [
    "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24", "25", "26",
    "27", "28", "29", "30", "31", "32", "33", "34", "35", "41", "42", "43", "44", "45", "46", "48", "49", "50", "51", "52", "53", "54",
    "55", "56", "57",
];

#[tokio::test]
async fn each_fault_has_its_scenarios() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios.yaml");
    let server = MockServer::builder().scenarios_file(file).unwrap().start().await.unwrap();
    let listed: Value = reqwest::get(format!("{}/_scenario", server.url())).await.unwrap().json().await.unwrap();
    let names = listed["scenarios"].as_array().unwrap().iter().filter_map(Value::as_str);
    let rows: BTreeSet<&str> = names.filter_map(|name| name.split_once('-')).map(|(row, _)| row).collect();
    assert_eq!(rows, BTreeSet::from(ROWS));
}
