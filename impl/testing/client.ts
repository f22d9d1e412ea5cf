/** The client of the test kit, for our own tests. */
export * from "../testkit/client.ts"
