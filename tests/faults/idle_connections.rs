//! Connections that the server closes while they are idle: row 7.

use agentspec_ext::{ErrorKind, Outcome};

use crate::run::Run;
use crate::table::Method;

/// It depends on the system whether the client has noticed by then: hence several rounds.
const ROUNDS: usize = 4;

const CLOSED: [&str; 2] = ["07-idle-connection-closed", "07-idle-connection-reset"];
const CLOSED_UNDER_A_REQUEST: [&str; 2] = ["07-idle-connection-closed-under-a-request", "07-idle-connection-reset-under-a-request"];

#[tokio::test]
async fn fault_07_a_get_does_not_notice_that_its_connection_was_closed() {
    for scenario in [CLOSED, CLOSED_UNDER_A_REQUEST].concat() {
        for _ in 0..ROUNDS {
            let run = Run::of(scenario).await;
            for _ in 0..2 {
                Method::Get.call(&run.client).await.unwrap();
                run.blocking(|client| Method::Get.call_blocking(client).unwrap());
            }
        }
    }
}

#[tokio::test]
async fn fault_07_a_post_reaches_the_server_at_most_once() {
    for scenario in CLOSED {
        for _ in 0..ROUNDS {
            let run = Run::of(scenario).await;
            Method::Get.call(&run.client).await.unwrap();
            let result = Method::Post.call(&run.client).await;
            let posts = run.seen().requests.iter().filter(|request| request.request.method == "POST").count();
            match result {
                Ok(_) => assert_eq!(posts, 1, "{scenario}"),
                Err(error) => {
                    assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Transport, Outcome::Unknown, 1), "{error:?}");
                    assert!(posts <= 1, "{scenario}: {posts}");
                }
            }
        }
    }
}

#[tokio::test]
async fn fault_07_a_post_whose_connection_closes_under_it_is_not_resent() {
    for scenario in CLOSED_UNDER_A_REQUEST {
        for method in [Method::Post, Method::Stream] {
            let run = Run::of(scenario).await;
            Method::Get.call(&run.client).await.unwrap();
            let error = method.call(&run.client).await.unwrap_err();
            assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Transport, Outcome::Unknown, 1), "{error:?}");
            let connections = run.connections();
            assert_eq!(connections, [connections[0]; 2], "{scenario}: the second request used the idle connection, and was the last");
        }
    }
}
