/**
 * What the script changes in its copy of Stateright, as texts to find and texts to put: a `main` that measures, and, in the
 * second copy, two mistakes mended that make its counts too small.
 *
 * @module
 */

export interface Change {
  readonly file: string
  /** Must be in the file exactly once. */
  readonly find: string
  readonly put: string
}

/**
 * Both mistakes lose states. `util.rs` hashes sets and maps without their lengths, so that [{1}, {}] and [{}, {1}] have one
 * fingerprint. `raft.rs` hashes all fields of a node except two.
 */
export const mending: readonly Change[] = [
  { file: "src/util.rs", find: "            for v in &*buffer {\n", put: "            hasher.write_usize(buffer.len());\n            for v in &*buffer {\n" },
  { file: "src/util.rs", find: "            for hash in &*buffer {\n", put: "            state.write_usize(buffer.len());\n            for hash in &*buffer {\n" },
  { file: "examples/raft.rs", find: "        self.acked_length.hash(state);\n", put: "        self.acked_length.hash(state);\n        self.delivered_messages.hash(state);\n        self.buffer.hash(state);\n" }
]

/** Explores once on one thread and prints what a row needs. */
const RUN = String.raw`
fn run<M>(model: M)
where
    M: stateright::Model + Send + Sync + 'static,
    M::State: std::hash::Hash + Send + Sync + Clone + PartialEq + 'static,
    M::Action: Clone + PartialEq,
{
    let depth: usize = argument(3);
    let builder = stateright::Model::checker(model).threads(1);
    let builder = if depth == 0 { builder } else { builder.target_max_depth(depth) };
    let started = std::time::Instant::now();
    if argument_text(1) == "dfs" {
        let checker = builder.spawn_dfs().join();
        print(checker, started.elapsed().as_secs_f64());
    } else {
        let checker = builder.spawn_bfs().join();
        print(checker, started.elapsed().as_secs_f64());
    }
}

fn print<M: stateright::Model>(checker: impl stateright::Checker<M>, seconds: f64)
where
    M::State: std::hash::Hash + Clone + PartialEq,
    M::Action: Clone + PartialEq,
{
    let mut found: Vec<String> = checker.discoveries().keys().map(|id| format!("\"{id}\"")).collect();
    found.sort();
    println!(
        "{{\"generated\":{},\"unique\":{},\"depth\":{},\"seconds\":{:.3},\"found\":[{}],\"cpuTicks\":{},\"peakKiB\":{}}}",
        checker.state_count(), checker.unique_state_count(), checker.max_depth(), seconds, found.join(","), ticks(), peak()
    );
}

/// User and system time in hundredths of a second; null where there is no /proc.
fn ticks() -> String {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    match (fields.get(11).and_then(|f| f.parse::<u64>().ok()), fields.get(12).and_then(|f| f.parse::<u64>().ok())) {
        (Some(user), Some(system)) => (user + system).to_string(),
        _ => "null".to_string(),
    }
}

fn peak() -> String {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)).unwrap_or("null").to_string()
}

fn argument_text(place: usize) -> String {
    std::env::args().nth(place).unwrap_or_default()
}

fn argument(place: usize) -> usize {
    argument_text(place).parse().unwrap_or(0)
}
`

/** The example's own `main` gives way; its model stays as it is. */
const measuring = (file: string, model: string): readonly Change[] => [
  { file, find: "fn main() -> Result<(), pico_args::Error> {", put: `fn main() {\n    run(${model});\n}\n${RUN}\n#[allow(dead_code)]\nfn main_as_published() -> Result<(), pico_args::Error> {` }
]

const NETWORK = "network: Network::new_unordered_nonduplicating([])"

/** Arguments of the examples: bfs or dfs, a number of nodes or clients, a depth or 0; of Raft 1 more for its bounds. */
export const mains: readonly Change[] = [
  ...measuring("examples/2pc.rs", "TwoPhaseSys { rms: 0..argument(2) }"),
  ...measuring("examples/paxos.rs", `PaxosModelCfg { client_count: argument(2), server_count: 3, ${NETWORK} }.into_model()`),
  ...measuring("examples/single-copy-register.rs", `SingleCopyModelCfg { client_count: argument(2), server_count: 1, ${NETWORK} }.into_model()`),
  ...measuring(
    "examples/raft.rs",
    `{
        let model = RaftModelCfg { server_count: argument(2), ${NETWORK} }.into_model();
        if argument(4) == 0 {
            model
        } else {
            // One term, one entry, five messages in flight, no crash.
            model.max_crashes(0).within_boundary(|_, state| {
                state.network.len() <= 5 && state.actor_states.iter().all(|node| node.current_term <= 1 && node.log.len() <= 1)
            })
        }
    }`
  )
]

/** Two states that differ, in a model that has no others. */
export const TWO_STATES = String.raw`
use stateright::util::HashableHashSet;
use stateright::{Checker, Model, Property};

struct TwoStates;

impl Model for TwoStates {
    type State = Vec<HashableHashSet<u8>>;
    type Action = ();
    fn init_states(&self) -> Vec<Self::State> {
        let one: HashableHashSet<u8> = [1].into_iter().collect();
        let none: HashableHashSet<u8> = HashableHashSet::new();
        vec![vec![one.clone(), none.clone()], vec![none, one]]
    }
    fn actions(&self, _state: &Self::State, _actions: &mut Vec<Self::Action>) {}
    fn next_state(&self, _state: &Self::State, _action: Self::Action) -> Option<Self::State> {
        None
    }
    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always("true", |_, _| true)]
    }
}

fn main() {
    println!("{}", TwoStates.checker().spawn_bfs().join().unique_state_count());
}
`
