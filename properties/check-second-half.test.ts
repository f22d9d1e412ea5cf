import { checkAll, halves } from "./testing.ts"

checkAll(halves()[1])
