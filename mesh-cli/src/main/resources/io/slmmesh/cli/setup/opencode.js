// The mesh in opencode: asks before a tool changes a file, shows mail after a tool and at the end
// of a turn, and lets a message wake an idle session. Without the mesh everything goes on as before.
import { spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"

// `slm-mesh setup --with-hooks` writes the path of the program here.
const SLM_MESH = "slm-mesh"
const LONGEST_MILLIS = 10_000

export const SlmMesh = async ({ client, directory }) => {
  // All sessions of this process share its mesh server, and so are one agent.
  const agent = `process-${process.pid}`
  let session // the one that was at work last

  const ask = (event, payload = {}) =>
    new Promise((resolve) => {
      const hook = spawn(SLM_MESH, ["hook", "opencode", event], { timeout: LONGEST_MILLIS })
      let out = ""
      hook.stdout.on("data", (data) => (out += data))
      hook.on("error", () => resolve({}))
      hook.on("close", () => {
        try {
          resolve(JSON.parse(out))
        } catch {
          resolve({})
        }
      })
      hook.stdin.on("error", () => {})
      hook.stdin.end(JSON.stringify({ session_id: agent, cwd: directory, ...payload }))
    })

  const say = async (text) => {
    const body = { parts: [{ type: "text", text }] }
    await client.session.promptAsync({ path: { id: session }, body })
  }

  // What the mesh puts here says that mail came; the mail itself is what a hook shows.
  openInbox(async (text) => {
    if (!session) return
    const answer = await ask("UserPromptSubmit")
    await say(answer.hookSpecificOutput?.additionalContext ?? text)
  })

  return {
    "chat.message": async (input) => {
      session = input.sessionID
    },
    "tool.execute.before": async (input, output) => {
      session = input.sessionID
      const answer = await ask("PreToolUse", { tool_name: input.tool, tool_input: output.args })
      const decision = answer.hookSpecificOutput
      if (decision?.permissionDecision === "deny") throw new Error(decision.permissionDecisionReason)
    },
    "tool.execute.after": async (input, output) => {
      const answer = await ask("PostToolUse", { tool_name: input.tool })
      const news = answer.hookSpecificOutput?.additionalContext
      if (news && typeof output.output === "string") output.output += "\n\n" + news
    },
    event: async ({ event }) => {
      if (event.type !== "session.idle") return
      session = event.properties.sessionID
      const answer = await ask("Stop")
      if (answer.decision === "block") await say(answer.reason)
    },
  }
}

// Where the session's mesh server, a child of this process, puts messages: one JSON object a line,
// the first of them the token. The names are what it looks for.
function openInbox(take) {
  const place = ownDirectory()
  const token = randomBytes(16).toString("hex")
  const server = createServer((connection) => {
    let trusted = false
    connection.on("error", () => {})
    createInterface({ input: connection }).on("line", (line) => {
      try {
        const frame = JSON.parse(line)
        if (frame.type === "auth") trusted = frame.token === token
        else if (trusted && frame.type === "user") take(frame.message.content).catch(() => {})
      } catch {
        connection.destroy()
      }
    })
  })
  server.on("error", () => {})
  server.listen(join(place, "inbox.sock"))
  server.unref()
  process.env.OPENCODE_SLM_MESH_SOCKET = join(place, "inbox.sock")
  process.env.OPENCODE_SLM_MESH_TOKEN = token
}

// Nobody tells a plugin that its process is killed, so each one clears away after those before it.
function ownDirectory() {
  const prefix = "slm-mesh-opencode-"
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(prefix))) {
    try {
      process.kill(parseInt(name.slice(prefix.length)), 0)
    } catch (e) {
      if (e.code === "ESRCH") rmSync(join(tmpdir(), name), { recursive: true, force: true })
    }
  }
  return mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
}
