/**
 * Bugs that groups have had elsewhere, put into the rules that members of a DLedger group follow: see `planted.ts`.
 *
 * @module
 */
import type { Planted } from "./planted.ts"

const votes: readonly Planted[] = [
  { file: "raft/rules/request-vote.ts", before: '  if (!raft.voter) return "not a voter"\n', after: "", says: "A member that lost its disk votes before it has caught up.", seen: "KIP-903" },
  { file: "raft/rules/request-vote.ts", before: "votedFor !== null && votedFor !== request.from", after: "votedFor !== null", says: "A vote whose answer was lost is not said again.", seen: "Raft Figure 2, RequestVote RPC 2" },
  { file: "raft/rules/request-vote.ts", before: "request.lastLogTerm, request.lastLogIndex)", after: "request.lastLogTerm, request.lastLogIndex + 1)", says: "A candidate that lacks one entry gets the vote.", seen: "Raft §5.4.1" },
  { file: "raft/rules/request-vote.ts", before: "request.term > self.raft.term ? stepDown", after: 'request.term > self.raft.term && self.raft.role !== "LEADER" ? stepDown', says: "A leader does not step down for a candidate.", seen: "dledger #85" },
  { file: "raft/rules/request-vote-reply.ts", before: "if (reply.term > raft.term)", after: 'if (raft.role === "CANDIDATE" && reply.term > raft.term)', says: "Who has won already does not look at the term of a late answer.", seen: "dledger #247" },
  { file: "raft/rules/request-vote-reply.ts", before: '  if (reply.term < raft.term) return "of another term"\n', after: "", says: "A vote of an earlier term counts.", seen: "Xraft #33" },
  { file: "raft/election.ts", before: "isQuorum(self, votes.length)", after: "votes.length >= self.config.peers.length", says: "A candidate needs all votes but one: in a group of three that is a majority.", seen: "quorum sizes that were tried with three nodes" },
  { file: "raft/election.ts", before: "votedFor: self.config.dLegerSelfId,", after: "votedFor: null,", says: "A candidate has its vote still to give.", seen: "Raft §5.2" },
  { file: "raft/quorum.ts", before: "self.config.peers.length + 1", after: "self.config.peers.length", says: "A group of four thinks that it is one of three.", seen: "textbook" },
  { file: "raft/rules/hard-state-saved.ts", before: 'self.raft.role === "CANDIDATE" && self.raft.votedFor', after: "self.raft.votedFor", says: "Who has become a follower meanwhile counts its own vote.", seen: "a candidate's fsync that comes back late" },
  { file: "raft/rules/hard-state-saved.ts", before: "chain(saved(self, event), release, ownVote)", after: "chain(saved(self, event), ownVote)", says: "What waited for the vote's fsync is never sent.", seen: "etcd #2878" },
  { file: "raft/durability.ts", before: " && raft.saved.votedFor === raft.votedFor", after: "", says: "A vote is given before it is on disk, if the term is.", seen: "raft-java #57" },
  { file: "raft/step-down.ts", before: "tablesTaken: !newer && raft.tablesTaken", after: "tablesTaken: raft.tablesTaken", says: "Tables that came from an earlier leader make a member vote in the next one's term.", seen: "rocketmq #7790" },
  { file: "raft/step-down.ts", before: "votes: raft.voter ? [] : raft.votes", after: "votes: []", says: "A member that lost its disk forgets whom it has heard when it follows a leader.", seen: "KIP-903" },
  { file: "raft/rules/election-timeout.ts", before: 'return raft.voter ? "stands"', after: 'return raft.voter || raft.leader !== null ? "stands"', says: "A member that lost its disk stands once it has had a leader.", seen: "KIP-903" },
  { file: "raft/rules/timeout-now.ts", before: '  if (!raft.voter) return "not a voter"\n', after: "", says: "A leader hands over to a member that may not vote.", seen: "etcd raft: learners and MsgTimeoutNow" },
  { file: "raft/rules/timeout-now.ts", before: 'raft.role === "FOLLOWER" ? "stands"', after: 'raft.role !== "LEADER" ? "stands"', says: "A word to stand that comes twice raises the term twice.", seen: "dissertation §3.10" },
  { file: "raft/follow.ts", before: " && raft.leader === from && raft.term === term", after: " && raft.leader === from", says: "A leader that was elected again is followed in its old term.", seen: "Raft §5.1" },
  { file: "raft/broker-id.ts", before: 'self.raft.role !== "FOLLOWER" || self.raft.leader === null', after: "self.raft.leader === null", says: "A leader that does not serve yet registers as a slave.", seen: "rocketmq #1464" }
]

const disks: readonly Planted[] = [
  { file: "raft/rules/recovered.ts", before: 'if (!blank && !voter) return "still catching up"', after: 'if (!blank && !voter) return "restart"', says: "A restart makes a voter of a member that was catching up.", seen: "KIP-903" },
  { file: "raft/rules/recovered.ts", before: "begin(me, event, NOTHING_SAVED, true), save))", after: "begin(me, event, NOTHING_SAVED, true)))", says: "A first start leaves no trace: the next one passes for a lost disk.", seen: "etcd #2878" },
  { file: "raft/rules/recovered.ts", before: "votedFor: event.votedFor,", after: "votedFor: null,", says: "A restart forgets whom it voted for, and what is on disk looks as if it were so.", seen: "cornerstone #65" },
  { file: "raft/rules/rejoin-reply.ts", before: "raft.votes.includes(from) ? raft.votes : [...raft.votes, from].sort()", after: "[...raft.votes, from].sort()", says: "A member that answers twice counts as two.", seen: "textbook: votes as a number" },
  { file: "raft/rules/rejoin-reply.ts", before: "stepDown(event.term), note(event), save", after: "note(event), stepDown(event.term), save", says: "What a leader of a higher term has is forgotten with the term.", seen: "atomix #1069" },
  { file: "raft/rules/rejoin.ts", before: "awaiting: false, mayHaveLost: true }", after: "awaiting: false, mayHaveLost: false }", says: "A late ack from before the disk was lost cannot be taken back.", seen: "atomix #1069" },
  { file: "raft/rules/rejoin.ts", before: "reply(from, -1)(self)", after: "reply(from, self.log.lastIndex)(self)", says: "A follower tells its own end, which may never be committed.", seen: "KIP-903" },
  { file: "raft/rejoin.ts", before: "Math.min(raft.commitIndex, held)) !== raft.term", after: "raft.commitIndex) !== raft.term", says: "A member votes again with an entry that its disk does not have yet.", seen: "nats-server #7564" },
  { file: "raft/rejoin.ts", before: "self.raft.voter || term !== self.raft.term ? [self, []]", after: "self.raft.voter ? [self, []]", says: "Tables of a term that a member does not know of make it vote in its own.", seen: "rocketmq #7790" },
  { file: "raft/rejoin.ts", before: "votes: [], tablesTaken: false } }, save)", after: "votes: [], tablesTaken: false } })", says: "That a member votes again is not put on disk.", seen: "KIP-903" },
  { file: "raft/rejoin.ts", before: "isAsking(self) || !raft.tablesTaken", after: "isAsking(self)", says: "A member votes again without topics and offsets.", seen: "rocketmq #7790" }
]

const logs: readonly Planted[] = [
  { file: "raft/rules/append-entries.ts", before: '  if (isAsking(self)) return "rejoining"\n', after: "", says: "A member that lost its disk acks before it knows in which term it may have spoken.", seen: "KIP-903" },
  { file: "raft/rules/append-entries.ts", before: '  if (term === raft.term && raft.role === "LEADER") return "from a second leader"\n', after: "", says: "A leader takes entries of its own term from another.", seen: "etcd raft: stepLeader has no MsgApp" },
  { file: "raft/rules/append-entries.ts", before: '.with("nothing new", () => chain(self, follow(event), commit(event), accept(event), voteAgain))', after: '.with("nothing new", () => chain(self, follow(event), accept(event), voteAgain))', says: "A heartbeat commits nothing: the last message waits for the next one.", seen: "dledger #162" },
  { file: "raft/rules/append-entries.ts", before: "cutConflict(event), write(event), flushAsRequired, commit(event)", after: "cutConflict(event), write(event), commit(event)", says: "What is written over a conflict is not synced.", seen: "ZOOKEEPER-4646" },
  { file: "raft/rules/append-entries.ts", before: "Log.firstOfTermAt(self.log, event.entries.prevLogIndex)", after: "event.entries.prevLogIndex", says: "A follower sends its leader back to the entry that it has just refused.", seen: "PySyncObj #167" },
  { file: "raft/rules/append-entries.ts", before: "if (from > self.dispatchedIndex) return", after: "if (from >= 0) return", says: "Queues keep messages that the log has lost.", seen: "rocketmq #7689" },
  { file: "raft/rules/append-entries.ts", before: "raft, dispatchingIndex: self.dispatchedIndex }", after: "raft }", says: "What was on its way into the queues when it was lost counts as seen.", seen: "rocketmq #7689" },
  { file: "raft/rules/append-entries.ts", before: "halves: HashMap.empty(), timed", after: "timed", says: "Half messages that the log has lost stay open.", seen: "rocketmq #10668" },
  { file: "raft/rules/append-entries.ts", before: "timed: HashMap.empty(), pop", after: "pop", says: "Timer messages that the log has lost still wait for their time.", seen: "rocketmq #10668" },
  { file: "raft/rules/append-entries.ts", before: "cursors: HashMap.empty(), checkPoints: HashMap.empty() }", after: "checkPoints: HashMap.empty() }", says: "A group is believed to have been handed what the log has lost.", seen: "rocketmq #8479" },
  { file: "raft/rules/append-entries.ts", before: "commit(event), accept(event), voteAgain))\n    .with(\"nothing new\"", after: "accept(event), commit(event)))\n    .with(\"nothing new\"", says: "A member that catches up by new entries never votes again.", seen: "KIP-903" },
  { file: "raft/rules/install-snapshot.ts", before: '  if (isAsking(self)) return "rejoining"\n', after: "", says: "A member that lost its disk takes a snapshot before it knows in which term it may have spoken.", seen: "KIP-903" },
  { file: "raft/rules/install-snapshot.ts", before: "term: self.raft.term, index }, index)(self)", after: "term: self.raft.term, index })(self)", says: "A follower says that it holds a snapshot's end before its disk does.", seen: "nats-server #7567" },
  { file: "raft/rules/install-snapshot.ts", before: "      raft: { ...self.raft, commitIndex: index },\n", after: "", says: "A snapshot does not move what is committed.", seen: "etcd #9096" },
  { file: "raft/rules/install-snapshot.ts", before: "Log.afterSnapshot(index, term)", after: "Log.afterSnapshot(index, self.raft.term)", says: "The last entry of a snapshot gets the term of who sent it.", seen: "dledger #52" },
  { file: "raft/rules/install-snapshot.ts", before: '[{ _tag: "ResetLog", index, term, ends }]\n', after: "[]\n", says: "The disk is not told of a snapshot: a restart finds the old log.", seen: "etcd #5690" },
  { file: "raft/rules/install-snapshot.ts", before: "      halves: HashMap.empty(),\n", after: "", says: "Half messages that a snapshot stands for stay open for ever.", seen: "rocketmq #10668" },
  { file: "raft/rules/install-snapshot-reply.ts", before: "Math.max(progress.match, index)", after: "index", says: "A late answer to a snapshot takes back what a follower holds.", seen: "etcd raft: MsgSnapStatus" },
  { file: "raft/rules/install-snapshot-reply.ts", before: "advance(event), advanceCommit, sendEntries", after: "advance(event), sendEntries", says: "What a follower holds by a snapshot commits nothing.", seen: "Raft §7" },
  { file: "log/log.ts", before: "durableIndex: Math.min(log.durableIndex, Math.max(log.baseIndex, from - 1))", after: "durableIndex: log.durableIndex", says: "What was cut still counts as on disk.", seen: "KAFKA-10706" },
  { file: "log/log.ts", before: "Math.max(entries.prevLogIndex, log.baseIndex) + 1; index", after: "entries.prevLogIndex + 1; index", says: "What a snapshot stands for conflicts with the entries that it stands for.", seen: "camunda #5295" },
  { file: "log/log.ts", before: "fresh[0]?.term === last ? [...log.runs, ...fresh.slice(1)] : [...log.runs, ...fresh]", after: "[...log.runs, ...fresh]", says: "A stretch of the same term begins a run of its own.", seen: "KAFKA-10706" },
  { file: "log/log.ts", before: "baseIndex: index, baseTerm: term, runs", after: "baseIndex: index, baseTerm: lastTerm(log), runs", says: "The last entry of a snapshot gets the term of the last entry of the log.", seen: "etcd 76f1249" },
  { file: "log/log.ts", before: "?.term ?? log.baseTerm", after: "?.term ?? NO_TERM", says: "A log that a snapshot stands for votes as if it were empty.", seen: "RedisRaft #47" },
  { file: "log/log.ts", before: "  if (index === log.baseIndex) return log.baseTerm\n", after: "", says: "Nobody knows the term of the last entry of a snapshot.", seen: "WRaft #118" },
  { file: "log/log.ts", before: "(run, i) => run.first <= last && ", after: "(run, i) => run.first < last && ", says: "An entry that begins a term is sent without it.", seen: "etcd 8ecce32" }
]

const leaders: readonly Planted[] = [
  { file: "raft/commit.ts", before: "held.sort((a, b) => b - a)", after: "held.sort((a, b) => a - b)", says: "In a group of four two copies commit: in one of three the order of the list does not matter.", seen: "hashicorp/raft 163a55f" },
  { file: "raft/read-index.ts", before: "rounds.sort((a, b) => b - a)", after: "rounds.sort((a, b) => a - b)", says: "In a group of four two members confirm a read.", seen: "hashicorp/raft 163a55f" },
  { file: "raft/read-index.ts", before: "const round = raft.round + 1", after: "const round = Math.max(1, raft.round)", says: "A read is confirmed by answers to what was sent before it came.", seen: "etcd #20418" },
  { file: "raft/read-index.ts", before: "round <= confirmed && index", after: "round < confirmed && index", says: "A read waits for the round after its own.", seen: "etcd-io/raft #397" },
  { file: "raft/read-index.ts", before: "replicateToAll, answerConfirmed)", after: "answerConfirmed)", says: "A read waits until something else is sent.", seen: "etcd-io/raft #397" },
  { file: "raft/rules/append-entries-reply.ts", before: '  if (reply.term < raft.term) return "of another term"\n', after: "", says: "An answer to an earlier leadership counts in this one.", seen: "Xraft #33" },
  { file: "raft/rules/append-entries-reply.ts", before: "Math.min(index, next - 1))", after: "index)", says: "A late refusal sends a leader forward.", seen: "PySyncObj #167" },
  { file: "raft/rules/append-entries-reply.ts", before: "{ next: Math.max(match + 1, hint), match, awaiting", after: "{ next: hint, match, awaiting", says: "A late refusal sends a leader back behind what a follower is known to hold.", seen: "PySyncObj #167" },
  { file: "raft/replicate.ts", before: ".filter((peer) => !self.raft.progress[peer]?.awaiting)", after: "", says: "A leader sends again what is under way.", seen: "dledger #331" },
  { file: "raft/rules/heartbeat-timeout.ts", before: "giveUpWaiting, replicateToAll", after: "replicateToAll", says: "What got lost is not sent again.", seen: "dledger #251" },
  { file: "raft/rules/leadership-transfer.ts", before: 'raft.transferee !== null ? "under way" : "begins"', after: '"begins"', says: "A second word to hand over takes the place of the first.", seen: "etcd raft: leadTransferee" },
  { file: "raft/rules/election-timeout.ts", before: "raft: { ...self.raft, transferee: null } }", after: "raft: { ...self.raft } }", says: "A leader whose target does not take over takes no messages any more.", seen: "redpanda #2606" },
  { file: "raft/replication.ts", before: '    if (!isReady(self)) return { code: "SERVICE_NOT_AVAILABLE", remark: "the leader is not ready: its term has no committed entry yet" }\n', after: "", says: "A leader assigns offsets before it knows what is committed.", seen: "dledger #305" },
  { file: "raft/replication.ts", before: "chain(self, release, advanceCommit, voteAgain)", after: "chain(self, advanceCommit, voteAgain)", says: "Acks that waited for the disk wait for ever.", seen: "dledger #223" },
  { file: "raft/replication.ts", before: "becomeMaster(me) : [me, []]), answerConfirmed)", after: "becomeMaster(me) : [me, []]))", says: "A read that waited for its queue is not answered.", seen: "etcd-io/raft #397" },
  { file: "raft/replication.ts", before: "chain(self, endLeadership, refuseHeld, giveUp)", after: "chain(self, endLeadership, giveUp)", says: "Pulls wait at a leader whose disk has failed.", seen: "rocketmq: makeDiskFull wakes nobody" },
  { file: "transaction/halves.ts", before: "(half.ending ? { ...half, ending: false } : half)", after: "half", says: "A transaction whose end was lost with a leadership is never ended.", seen: "rocketmq #544" },
  { file: "schedule/timers.ts", before: '(each.standing === "WAITING" ? each : { ...each, standing: "WAITING" as const })', after: "each", says: "A timer message whose copy was lost with a leadership never comes.", seen: "rocketmq-rust #9154" },
  { file: "schedule/delays.ts", before: "[{ ...self, delaying: [] }, self.delaying.map", after: "[self, self.delaying.map", says: "A delay level of a member that leads again stands still.", seen: "rocketmq #8006" },
  { file: "pop/check-points.ts", before: "({ index }) => index <= self.dispatchedIndex", after: "({ index }) => index <= self.log.lastIndex", says: "What was handed out and never committed is invisible for good.", seen: "rocketmq #7914" },
  { file: "registration/become-master.ts", before: "    awaitAllEnds,\n", after: "", says: "A new master asks after no transaction that began before.", seen: "rocketmq #544" },
  { file: "registration/become-master.ts", before: "    awaitAllTimed,\n", after: "", says: "A new master delivers no timer message that was sent before.", seen: "rocketmq #7927" },
  { file: "registration/become-master.ts", before: "    awaitAllRevives\n", after: "    (me) => [me, []]\n", says: "A new master hands out nothing again that was handed out before.", seen: "rocketmq #7914" },
  { file: "registration/become-master.ts", before: "    awaitDelays,\n", after: "", says: "A new master delivers no delayed message that was sent before.", seen: "rocketmq #1934" }
]

const released: readonly Planted[] = [
  { file: "dledger/vote.ts", before: 'term < end.term ? "REJECT_TERM_SMALL_THAN_LEDGER" : "ACCEPT"', after: '"ACCEPT"', says: "Released: a candidate of a term older than the log gets the vote.", seen: "dledger MemberState.loadTerm" },
  { file: "dledger/vote.ts", before: "ledgerEndTerm === end.term && ledgerEndIndex < end.index", after: "ledgerEndIndex < end.index", says: "Released: a longer log of an older term beats a newer one.", seen: "dledger #52" },
  { file: "dledger/round.ts", before: "[voter]: result }, knownMaxTermInGroup }", after: "[voter]: result } }", says: "Released: a candidate does not keep in mind the higher term that it is told.", seen: "dledger DLedgerLeaderElector.maintainAsCandidate" },
  { file: "dledger/round.ts", before: "self.raft.term === round.term ? changeToLeader", after: "self.raft.term >= round.term ? changeToLeader", says: "Released: votes of a term that is over make a leader.", seen: "Xraft #33" },
  { file: "dledger/lead.ts", before: "again ? emit() : termChanged,", after: "emit(),", says: "Released: what was pending in an earlier term is answered in the next one.", seen: "dledger #309" },
  { file: "dledger/lead.ts", before: "beat === null) return [self, []]\n  const over = withDLedger(self, { beat: null })", after: "beat === null) return [self, []]\n  const over = self", says: "Released: answers to the last heartbeat count for the next one.", seen: "dledger #85" },
  { file: "dledger/lead.ts", before: 'code === "EXPIRED_TERM" ? term : -1', after: 'code !== "SUCCESS" ? term : -1', says: "Released: whoever disagrees counts as one with a higher term.", seen: "dledger DLedgerLeaderElector.sendHeartbeats" },
  { file: "dledger/dispatcher.ts", before: "awaiting: null, opaque: dispatcher.opaque + 1 }", after: "awaiting: null, opaque: dispatcher.opaque }", says: "Released: the answer to a question that was given up counts for the next one.", seen: "dledger #331" },
  { file: "dledger/dispatcher.ts", before: 'dispatcher.state === "APPEND" ? { ...next, writeIndex: self.log.lastIndex + 1 } : next', after: "next", says: "Released: a leader compares from where it appended last.", seen: "dledger EntryDispatcher.changeState" },
  { file: "dledger/dispatcher.ts", before: "{ writeIndex: last + 1, awaiting: writeIndex }", after: "{ writeIndex: writeIndex + 1, awaiting: writeIndex }", says: "Released: a batch is pushed again but for its first entry.", seen: "dledger #251" },
  { file: "dledger/dispatcher.ts", before: '.with("TRUNCATE", () => backToCompare(self, giveUp(dispatcher)))', after: '.with("TRUNCATE", () => giveUp(dispatcher))', says: "Released: a TRUNCATE of an earlier leadership goes on in the next one.", seen: "dledger EntryDispatcher.doWork" },
  { file: "dledger/dispatcher.ts", before: '.with("APPEND", () => dispatcher)', after: '.with("APPEND", () => giveUp(dispatcher))', says: "Released: one that leads again in its term has forgotten what it had appended.", seen: "rocketproof itself, in simulation" },
  { file: "dledger/rules/push-append-response.ts", before: "index + count - 1 <= dispatcher.matchIndex", after: "index <= dispatcher.matchIndex", says: "Released: of a batch that begins where a follower is known to be nothing counts.", seen: "dledger #162" },
  { file: "dledger/rules/push-append.ts", before: 'if (firstOf(event) !== log.lastIndex + 1) return "does not begin at the end"', after: 'if (firstOf(event) > log.lastIndex + 1) return "does not begin at the end"', says: "Released: entries are appended that overlap the log.", seen: "dledger #251" },
  { file: "dledger/rules/push-truncate.ts", before: 'if (index > log.lastIndex + 1) return "a gap before it"', after: 'if (index > log.lastIndex + 2) return "a gap before it"', says: "Released: a follower writes an entry behind a gap.", seen: "dledger #316" },
  { file: "dledger/rules/push-truncate.ts", before: "chain(self, keepEnd, cut(index)", after: "chain(self, cut(index)", says: "Released: votes go by the log as it is after a TRUNCATE.", seen: "dledger #316, the other way round" },
  { file: "dledger/rules/push-commit.ts", before: "term < raft.term ?", after: "term <= raft.term ?", says: "Released: a commit of the own term is not heard.", seen: "dledger handleDoCommit" },
  { file: "dledger/rules/push-timeout.ts", before: "awaiting: null, writeIndex: nextUncounted(self, peer) }", after: "awaiting: null }", says: "Released: entries that got lost are not pushed again.", seen: "dledger #251" },
  { file: "dledger/rules/push-compare-response.ts", before: "index === endIndex ? ", after: "index <= endIndex ? ", says: "Released: a follower that has more than its leader is not cut.", seen: "dledger doCompare" },
  { file: "dledger/rules/heart-beat-response.ts", before: " || event.asked !== self.raft.term", after: "", says: "Released: an answer to a heartbeat of an earlier term counts.", seen: "Xraft #33" },
  { file: "dledger/rules/vote-response.ts", before: 'round?.results[from] === undefined ? "counted" : "counted before"', after: 'round?.results[from] !== "ACCEPT" ? "counted" : "counted before"', says: "Released: an answer that comes twice takes the place of the first.", seen: "dledger maintainAsCandidate" },
  { file: "dledger/role.ts", before: "{ ...raft, term, votedFor: null }", after: "{ ...raft, term }", says: "Released: a vote binds in the next term too.", seen: "dledger MemberState.nextTerm" },
  { file: "dledger/replication.ts", before: "before < self.raft.noopIndex", after: "before < self.raft.commitIndex", says: "Released: a leader becomes the master with each message.", seen: "rocketmq DLedgerRoleChangeHandler" }
]

export const plantedMembersOfHistory: readonly Planted[] = [...votes, ...disks, ...logs, ...leaders, ...released]
