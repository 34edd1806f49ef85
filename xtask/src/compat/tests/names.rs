//! The names of types in clients.

use super::{CONTRACT, check, check_undone, edited, lines, report};

#[test]
fn a_renamed_schema_is_another_type_and_is_compared() {
    let renamed = edited(&[("components/schemas/Usage'", "components/schemas/Tokens'"), ("\n    Usage:\n", "\n    Tokens:\n")]);
    let told = "refers to components.schemas.Tokens, referred to components.schemas.Usage";
    let due = [
        format!("breaking    POST /v1/agents/{{name}}/invoke  response 200: usage {told}"),
        format!("breaking    POST /v1/agents/{{name}}/sessions/{{id}}/continue  response 200: usage {told}"),
        format!("breaking    POST /v1/pipelines/{{name}}/run  response 200: usage {told}"),
        format!("breaking    components.schemas.PipelineStep.usage  {told}, in responses"),
        format!("breaking    components.schemas.StreamEvent.type=done.usage  {told}, in responses"),
    ];
    assert_eq!(lines(CONTRACT, &renamed), due);
    let null = renamed.replace("total_tokens: { type: integer", "total_tokens: { nullable: true, type: integer");
    let null = lines(CONTRACT, &null);
    assert!(null.contains(&"breaking    components.schemas.Usage.total_tokens  may be null, in responses".to_owned()), "{null:?}");
}

#[test]
fn a_schema_that_gains_or_loses_its_name_is_another_type() {
    let (before, after) = ("metadata: { $ref: '#/components/schemas/Metadata' }\n        turns", "metadata: META\n        turns");
    let after = after.replace("META", "{ type: object, additionalProperties: {} }");
    let place = "components.schemas.Session.metadata";
    check(before, &after, &[&format!("breaking    {place}  refers to nothing, referred to components.schemas.Metadata, in responses")]);
    check_undone(
        before,
        &after,
        &[&format!("breaking    {place}  refers to components.schemas.Metadata, referred to nothing, in responses")],
    );
}

#[test]
fn the_names_of_other_components_are_not_types() {
    let renamed = edited(&[("/headers/RetryAfter'", "/headers/Wait'"), ("    RetryAfter:\n", "    Wait:\n")]);
    let told = "refers to components.headers.Wait, referred to components.headers.RetryAfter, in responses";
    assert_eq!(
        lines(CONTRACT, &renamed),
        [
            format!("compatible  components.responses.RateLimited.header Retry-After  {told}"),
            format!("compatible  components.responses.Unavailable.header Retry-After  {told}"),
        ]
    );
}

#[test]
fn the_title_of_an_event_is_the_name_of_a_type() {
    let place = "components.schemas.StreamEvent.type=done";
    let (before, after) = ("        - title: Done\n", "        - title: Finished\n");
    check(before, after, &[&format!("breaking    {place}  has title Finished, had Done, in responses")]);
    assert_eq!(report(CONTRACT, &edited(&[(before, after)])).texts(), 0);
    let without = "        -\n";
    check(before, without, &[&format!("breaking    {place}  has no title, had Done, in responses")]);
    check_undone(before, without, &[&format!("breaking    {place}  has title Done, had none, in responses")]);
}

#[test]
fn a_title_elsewhere_is_a_text() {
    for (before, after) in [
        ("    StreamEvent:\n", "    StreamEvent:\n      title: Event\n"),
        ("    Usage:\n", "    Usage:\n      title: Tokens\n"),
        ("type: { type: string, enum: [done] }", "type: { title: Tag, type: string, enum: [done] }"),
    ] {
        let titled = report(CONTRACT, &edited(&[(before, after)]));
        assert_eq!((titled.lines().len(), titled.texts()), (0, 1), "{after}");
    }
}
