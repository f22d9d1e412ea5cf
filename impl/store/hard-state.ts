/**
 * The two small files beside the log: what Raft must not forget, and a hint that it may.
 *
 * DLedger `MemberState.persistTerm` (file `currterm`) · `DLedgerMmapFileStore.persistCheckPoint` (file `checkpoint`). Both
 * are properties files there, written without fsync; a lost `currterm` makes a DLedger member vote twice.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import type { Files } from "../files/files.ts"
import { HardState } from "../../spec/raft/state.ts"
import { Index } from "../../spec/vocabulary.ts"
import { SlotFile } from "./slot-file.ts"

/** Term, vote and standing: durable before a vote or an ack that depends on them leaves. */
export const hardStateFile = (files: Files, path: string): SlotFile<HardState> =>
  new SlotFile(
    files,
    path,
    HardState,
    "The member could vote twice in one term, so it does not start. Restore the file from a copy of this very member that is not older than its last vote, or empty its store directory: it then joins the group again without a vote until it has caught up"
  )

export const CommitCheckpoint = Schema.Struct({ committedIndex: Index })
export type CommitCheckpoint = typeof CommitCheckpoint.Type

/**
 * Entries up to here were committed once. Only a hint (commitIndex is learnt anew in every life); a log that was cut below
 * it at recovery has lost committed entries.
 */
export const commitCheckpointFile = (files: Files, path: string): SlotFile<CommitCheckpoint> =>
  new SlotFile(files, path, CommitCheckpoint, "It is a hint only: remove it")
