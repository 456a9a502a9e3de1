/**
 * What every SDK must find, in this order: two sessions, ann and bob, on a mesh of their own.
 * TypeScriptSdkIT gives the launcher as first argument, and an environment that is theirs alone.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, signal, until } from './agent.mjs';

const TOOLS = ['events', 'inbox', 'lock', 'peers', 'send', 'state', 'status', 'summary'].map(name => `mesh_${name}`);
const STATELESS = '2026-07-28';
const INVALID_PARAMS = -32602;

/** How an SDK starts a session. */
export function server() {
  return { command: process.argv[2], args: ['mcp'], env: process.env };
}

/** Runs all steps; the first that fails ends the process, and its name is the last that was printed. */
export async function judge(open, version) {
  const [ann, bob] = [new Agent(open('claude-code')), new Agent(open('cursor-vscode'))];
  for (const [name, step] of Object.entries(steps)) {
    console.log(name);
    await step(ann, bob, version);
  }
}

const steps = {
  async agreesOnTheVersion(ann, bob, version) {
    for (const agent of [ann, bob]) {
      await agent.session.connect();
      assert.equal(agent.session.version(), version);
      assert.equal(agent.client.getServerVersion().name, 'slm-mesh');
      assert.match(agent.client.getInstructions(), /mesh_peers/);
      assert.deepEqual(agent.client.getServerCapabilities(), { tools: { listChanged: false } });
    }
  },

  async acceptsTheSchemasOfAllTools(ann, bob) {
    for (const agent of [ann, bob]) {
      const tools = await agent.listTools();
      assert.deepEqual(tools.map(tool => tool.name).sort(), TOOLS);
      for (const tool of tools) {
        assert.ok(tool.description);
        assert.equal(tool.annotations.destructiveHint, false);
        agent.session.compile(tool.inputSchema);
        agent.session.compile(tool.outputSchema);
      }
    }
  },

  async hearsThatTheServerIsThere(ann, bob, version) {
    if (version === STATELESS) {
      const found = await ann.client.discover();
      assert.deepEqual(found.supportedVersions, [STATELESS]);
    } else {
      assert.deepEqual(await ann.client.ping(), {});
    }
  },

  async findsTheOther(ann, bob) {
    const self = await bob.self();
    const described = await bob.tool('mesh_summary', { summary: 'rewriting the parser' });
    assert.equal(described.id, self.id);

    const { peers } = await ann.tool('mesh_peers', { scope: 'machine' });

    assert.deepEqual(peers.map(peer => peer.id), [self.id]);
    assert.equal(peers[0].name, self.name);
    assert.equal(peers[0].agentType, 'cursor');
    assert.equal(peers[0].summary, 'rewriting the parser');
    assert.equal(peers[0].projectPath, process.cwd());
  },

  async handsOverAMessageOnce(ann, bob) {
    const { name } = await bob.self();
    const receipt = await ann.tool('mesh_send', { to: name, message: 'grüße, 世界 🐝' });
    assert.equal(receipt.recipients[0].name, name);

    const { messages } = await bob.tool('mesh_inbox');

    assert.deepEqual(messages.map(message => message.payload), ['grüße, 世界 🐝']);
    assert.equal(messages[0].id, receipt.messageId);
    assert.equal(messages[0].fromPeer, (await ann.self()).id);
    assert.deepEqual(await bob.mail(), []);
    await until(async () => (await ann.tool('mesh_inbox', { sent: true })).messages[0].readAt);
  },

  async sharesState(ann, bob) {
    await ann.tool('mesh_state', { action: 'set', key: 'port', value: '8080' });

    const { found, entry } = await bob.tool('mesh_state', { action: 'get', key: 'port' });

    assert.equal(found, true);
    assert.equal(entry.value, '8080');
    assert.equal(entry.version, 1);
    assert.equal(entry.updatedBy, (await ann.self()).name);
  },

  async locksAFileForOneOfThem(ann, bob) {
    const lock = { action: 'lock', filePath: 'a.txt', reason: 'refactoring' };
    const granted = await ann.tool('mesh_lock', lock);
    assert.equal(granted.granted, true);

    const refused = await bob.tool('mesh_lock', lock);
    assert.equal(refused.granted, false);
    assert.equal(refused.heldBy, (await ann.self()).name);
    assert.equal(refused.reason, 'refactoring');

    const { released } = await ann.tool('mesh_lock', { action: 'unlock', filePath: 'a.txt' });
    assert.equal(released, true);
    const after = await bob.tool('mesh_lock', lock);
    assert.equal(after.granted, true);
    assert.ok(after.lock.fencingToken > granted.lock.fencingToken);
  },

  async readsWhatHappened(ann) {
    const { events, lastSeq } = await ann.tool('mesh_events', { action: 'read', since: 0, limit: 200 });

    assert.deepEqual(events.map(event => event.seq), events.map((_, index) => index + 1));
    assert.equal(lastSeq, events.length);
    const types = new Set(events.map(event => event.type));
    for (const type of ['peer_joined', 'peer_summary', 'message_sent', 'message_delivered', 'state_changed', 'file_unlocked']) {
      assert.ok(types.has(type), type);
    }
  },

  async tellsTheStatus(ann) {
    const status = await ann.tool('mesh_status');

    assert.equal(status.peers.active, 2);
    assert.equal(status.state.total, 1);
    assert.equal(status.locks.active, 1);
    assert.equal(status.unread, 0);
  },

  async hearsOfAWaitsProgressUntilAMessageEndsIt(ann, bob) {
    const progress = signal();
    const waiting = bob.tool('mesh_inbox', { waitSeconds: 50 }, { onprogress: progress.give });

    const { progress: waited, total } = await Promise.race([progress.given, waiting]);
    assert.ok(waited > 0 && waited < total, `${waited} of ${total}`);
    assert.equal(total, 50);
    await ann.tool('mesh_send', { to: (await bob.self()).name, message: 'wake up' });

    const { messages } = await waiting;
    assert.deepEqual(messages.map(message => message.payload), ['wake up']);
  },

  async cancelsAWaitThatThenTakesNoMail(ann, bob) {
    const { name } = await bob.self();
    const cancel = new AbortController();
    const waiting = bob.tool('mesh_inbox', { waitSeconds: 50 }, { signal: cancel.signal });
    const rejected = assert.rejects(waiting, /changed my mind/);
    await bob.self();

    cancel.abort('changed my mind');
    await rejected;
    await bob.self();
    await ann.tool('mesh_send', { to: name, message: 'still here' });

    assert.deepEqual(await bob.mail(), ['still here']);
  },

  async isToldThatAToolIsUnknown(ann) {
    const call = ann.session.callTool({ name: 'mesh_teleport', arguments: {} });

    await assert.rejects(call, error => error.code === INVALID_PARAMS && /mesh_send/.test(error.message));
  },

  async isToldWhichArgumentIsWrong(ann) {
    const wrong = [
      ['mesh_send', { to: 'all' }, /message/],
      ['mesh_inbox', { waitSeconds: 51 }, /waitSeconds/],
      ['mesh_state', { action: 'explode', key: 'k' }, /action/],
      ['mesh_lock', { action: 'lock' }, /filePath/],
      ['mesh_peers', { radius: 3 }, /radius/],
    ];
    for (const [tool, args, field] of wrong) {
      assert.match(await ann.refusal(tool, args), field);
    }
  },

  async findsNoResourcesAndNoPrompts(ann) {
    assert.deepEqual((await ann.request('resources/list')).resources, []);
    assert.deepEqual((await ann.request('resources/templates/list')).resourceTemplates, []);
    const { prompts } = await ann.request('prompts/list');
    assert.deepEqual(prompts.map((prompt) => prompt.name), ['sync', 'peers', 'send', 'lock', 'status']);
  },

  async keepsASubscriptionOpen(ann, bob, version) {
    if (version === STATELESS) {
      const subscription = await bob.client.listen({ toolsListChanged: true });
      assert.deepEqual(subscription.honoredFilter, {});
      await bob.self();
      await subscription.close();
      assert.equal(await subscription.closed, 'local');
      await bob.self();
    }
  },

  async outlivesTheBroker(ann, bob) {
    const before = [await ann.self(), await bob.self()];

    process.kill(broker(), 'SIGKILL');

    const after = [await ann.self(), await bob.self()];
    assert.deepEqual(after.map(self => self.id), before.map(self => self.id));
    assert.deepEqual(after.map(self => self.name), before.map(self => self.name));
    const { lastStop } = await ann.tool('mesh_status');
    assert.match(lastStop.reason, /killed/);
    const held = await ann.tool('mesh_lock', { action: 'lock', filePath: 'a.txt' });
    assert.equal(held.heldBy, before[1].name);
    const { entry } = await bob.tool('mesh_state', { action: 'get', key: 'port' });
    assert.equal(entry.value, '8080');
    await ann.tool('mesh_send', { to: before[1].id, message: 'and we are back' });
    assert.deepEqual(await bob.mail(), ['and we are back']);
  },

  async leaves(ann, bob) {
    await ann.close();
    await until(async () => (await bob.tool('mesh_peers')).peers.length === 0);
    await bob.close();
  },
};

/** The process that serves this mesh. */
function broker() {
  const mine = `SLM_MESH_DATA_DIR=${process.env.SLM_MESH_DATA_DIR}`;
  const found = readdirSync('/proc')
    .filter(pid => words(pid, 'cmdline').some(word => word.endsWith('.BrokerMain')))
    .filter(pid => words(pid, 'environ').includes(mine));
  assert.equal(found.length, 1, `brokers: ${found}`);
  return Number(found[0]);
}

function words(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
