// The suite can't send a token. This gives every request of its process the one in TOKEN_FILE,
// whichever way it sends it: undici (fetch and request share its global dispatcher) or node:http.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { getGlobalDispatcher, setGlobalDispatcher } from 'undici';

const authorization = `Bearer ${readFileSync(process.env.TOKEN_FILE, 'utf8')}`;

function withToken(headers) {
  if (Array.isArray(headers)) {
    return [...headers, 'authorization', authorization];
  }
  const iterable = headers && typeof headers[Symbol.iterator] === 'function';
  return { ...(iterable ? Object.fromEntries(headers) : headers), authorization };
}

setGlobalDispatcher(
  getGlobalDispatcher().compose(
    (dispatch) => (options, handler) =>
      dispatch({ ...options, headers: withToken(options.headers) }, handler)));

const request = http.request;
http.request = (...given) => {
  const options = given.find((each) => each?.headers);
  if (options) {
    options.headers = withToken(options.headers);
  }
  return request(...given);
};
syncBuiltinESMExports();
