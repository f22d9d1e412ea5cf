export * from "../remoting/server.ts"
