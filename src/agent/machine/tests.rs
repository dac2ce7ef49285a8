//! All states, all orders: few enough to look at each.

use std::collections::HashSet;

use super::*;

const WANTED: [Option<Wanted>; 3] = [None, Some(Wanted::Cancel), Some(Wanted::Pause)];

/// Everything that may come of a state by itself, by the orders that are given, or by what was wanted.
fn following(state: State) -> Vec<State> {
    State::ALL.into_iter().filter(|next| state.may_become(*next)).collect()
}

fn reachable_from(state: State) -> HashSet<State> {
    let (mut found, mut open) = (HashSet::from([state]), vec![state]);
    while let Some(state) = open.pop() {
        open.extend(following(state).into_iter().filter(|next| found.insert(*next)));
    }
    found
}

#[test]
fn an_order_leads_only_where_its_state_may_lead() {
    for state in State::ALL {
        for (order, wanted) in Order::ALL.into_iter().flat_map(|order| WANTED.map(|wanted| (order, wanted))) {
            if let Outcome::Becomes(next) = state.obey(order, wanted) {
                assert!(state.may_become(next), "{order:?} makes {state:?} to {next:?}");
                assert!(!state.is_at_work(), "who is at work is told, and turns by itself: {state:?}");
            }
        }
    }
}

#[test]
fn only_who_is_at_work_is_told_what_is_wanted_and_can_do_it() {
    for state in State::ALL {
        for order in Order::ALL {
            let Outcome::Wants(wanted) = state.obey(order, None) else { continue };
            assert!(state.is_at_work() || state == State::Interrupted, "{state:?} hears of {wanted:?}");
            let end = match wanted {
                Wanted::Cancel => State::Cancelled,
                Wanted::Pause => State::Paused,
            };
            assert!(reachable_from(state).contains(&end));
        }
    }
}

#[test]
fn everything_that_is_not_over_can_be_cancelled_and_twice_is_as_once() {
    for state in State::ALL {
        match state.obey(Order::Cancel, None) {
            Outcome::Becomes(next) => {
                assert_eq!(next, State::Cancelled);
                assert_eq!(next.obey(Order::Cancel, None), Outcome::Nothing);
            }
            Outcome::Wants(wanted) => {
                assert_eq!(state.obey(Order::Cancel, Some(wanted)), Outcome::Nothing);
                assert_eq!(state.obey(Order::Pause, Some(wanted)), expected_pause(state));
            }
            Outcome::Nothing => assert_eq!(state, State::Cancelled),
            Outcome::Refused(_) => assert!(matches!(state, State::Done | State::Failed)),
        }
    }
}

fn expected_pause(state: State) -> Outcome {
    if state == State::Finalizing { Outcome::Refused(Refusal::Ending) } else { Outcome::Nothing }
}

#[test]
fn from_everywhere_a_task_can_come_to_each_end_and_be_given_again() {
    for state in State::ALL {
        let reachable = reachable_from(state);
        for end in [State::Done, State::Failed, State::Cancelled, State::Queued] {
            assert!(reachable.contains(&end), "{state:?} never becomes {end:?}");
        }
        assert_eq!(state.is_over(), state.obey(Order::Retry, None) == Outcome::Becomes(State::Queued));
        let words: HashSet<&str> = State::ALL.into_iter().map(State::as_str).collect();
        assert_eq!(words.len(), State::ALL.len());
    }
}

#[test]
fn whoever_waits_or_is_over_goes_on_when_something_is_said() {
    for state in State::ALL {
        let hears = state.obey(Order::Hear, None);
        let goes_on = state.is_over() || state == State::Waiting;
        assert_eq!(hears, if goes_on { Outcome::Becomes(State::Queued) } else { Outcome::Nothing });
    }
}
