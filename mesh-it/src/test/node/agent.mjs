import assert from 'node:assert/strict';

/** Says which values an SDK's own schema validator has accepted. */
export function watched(validator) {
  const accepted = new WeakSet();
  return {
    accepts: value => accepted.has(value),
    getValidator(schema) {
      const check = validator.getValidator(schema);
      return value => {
        const verdict = check(value);
        if (verdict.valid && value !== null && typeof value === 'object') {
          accepted.add(value);
        }
        return verdict;
      };
    },
  };
}

/**
 * One session: a client of some SDK and the bridge it started. `session` is what differs between
 * the SDKs: { client, validator, version(), callTool(params, options), request(method, params) }.
 */
export class Agent {
  /** What the SDK found wrong with the server, and told nobody but its error handler. */
  complaints = [];
  tools = new Map();

  constructor(session) {
    this.session = session;
    this.client = session.client;
    this.client.onerror = error => this.complaints.push(error);
  }

  async listTools() {
    const { tools } = await this.client.listTools();
    this.tools = new Map(tools.map(tool => [tool.name, tool]));
    return tools;
  }

  /** The structured content of a tool that does what it is asked, checked on both ways. */
  async tool(name, args = {}, options = undefined) {
    const sent = this.session.validator.getValidator(this.tools.get(name).inputSchema)(args);
    assert.ok(sent.valid, `${name} ${JSON.stringify(args)}: ${sent.errorMessage}`);
    const result = await this.session.callTool({ name, arguments: args }, options);
    assert.ok(!result.isError, `${name} refused: ${JSON.stringify(result.content)}`);
    const { structuredContent } = result;
    assert.ok(this.session.validator.accepts(structuredContent), `${name}: the SDK has not checked the output`);
    assert.equal(result.content[0].type, 'text');
    const { notice: _, ...output } = structuredContent;
    assert.deepEqual(JSON.parse(result.content[0].text), output);
    return structuredContent;
  }

  /** What a tool says that does not do what it is asked. */
  async refusal(name, args) {
    const result = await this.session.callTool({ name, arguments: args });
    assert.equal(result.isError, true, `${name} did not refuse ${JSON.stringify(args)}`);
    return result.content[0].text;
  }

  request(method, params = {}) {
    return this.session.request(method, params);
  }

  async self() {
    return (await this.tool('mesh_status')).self;
  }

  async mail() {
    return (await this.tool('mesh_inbox')).messages.map(message => message.payload);
  }

  async close() {
    await this.client.close();
    assert.deepEqual(this.complaints, []);
  }
}

/** A promise and the function that fulfils it. */
export function signal() {
  let give;
  const given = new Promise(resolve => {
    give = resolve;
  });
  return { given, give };
}

/** Asks again until the answer is what it must become; the process's own time limit ends it. */
export async function until(holds) {
  while (!(await holds())) {
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
