/** TypeScript SDK v2: knows both eras; the second argument says how it chooses. */
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Ajv, AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';
import { watched } from './agent.mjs';
import { judge, server } from './steps.mjs';

const STATELESS = '2026-07-28';
const MODES = {
  legacy: { mode: 'legacy', version: '2025-11-25' },
  auto: { mode: 'auto', version: STATELESS },
  pin: { mode: { pin: STATELESS }, version: STATELESS },
};
const { mode, version } = MODES[process.argv[3]];

// Stricter than the SDK: no unknown keyword or format, no type left open.
const strict = new Ajv({ strict: true, allowUnionTypes: true });

function open(name) {
  const validator = watched(new AjvJsonSchemaValidator());
  const options = { jsonSchemaValidator: validator, versionNegotiation: { mode } };
  const client = new Client({ name, version: '1.0' }, options);
  return {
    client,
    validator,
    connect: () => client.connect(new StdioClientTransport(server())),
    version: () => client.getNegotiatedProtocolVersion(),
    callTool: (params, options) => client.callTool(params, options),
    request: (method, params) => client.request({ method, params }),
    compile: schema => strict.compile(schema),
  };
}

await judge(open, version);
