/**
 * Properties of a DLedger group.
 *
 * @module
 */
import type { GroupProperty, World } from "../../models/world/group.ts"
import { type DeclaredIn, declaring } from "../declare.ts"

export type Declared = DeclaredIn<World, GroupProperty>

export const { promise: declare, witness } = declaring<World, GroupProperty>()
