// The models of the guide's figures against what was recorded, and the figures' words in both languages.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const guide = new URL("../../docs/guide/", import.meta.url);
const figures = ["connection", "stream-cut", "full-buffers", "datagrams", "who-listens", "time-wait", "one-or-many"];
for (const name of figures) await import(new URL(`figures/${name}.model.js`, guide));
const models = globalThis.sockModels;

const recording = (name) => JSON.parse(readFileSync(new URL(`recordings/${name}.json`, guide), "utf8"));
// The first case is the recording itself, the others are in `cases`.
const cases = (name) => [recording(name), ...(recording(name).cases ?? [])];
const calls = (recorded, who, names) => recorded.calls.filter((call) => call.who === who && names.includes(call.call));
const bytesOf = (data) => Buffer.from(data.replace(/\\x(..)/g, (whole, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1");

let failed = 0;
function check(name, body) {
  try {
    body();
    console.log(`ok      ${name}`);
  } catch (error) {
    ++failed;
    console.log(`FAILED  ${name}\n        ${error.message.split("\n").join("\n        ")}`);
  }
}

function connectionSteps(scenario) {
  const names = ["echo", "server_killed", "half_close", "reset", "refused"];
  return models["connection"].steps(models["connection"].find(Object.fromEntries(names.map((name) => [name, recording(name)])), scenario));
}

function lastStates(scenario) {
  return connectionSteps(scenario).at(-1).after;
}

check("connection: each scenario shows every recorded segment and call once, in the recorded order", () => {
  for (const scenario of models["connection"].scenarios) {
    const steps = connectionSteps(scenario);
    const shown = (...kinds) => steps.filter((step) => kinds.includes(step.kind)).length;
    const [name, index] = { killed: ["server_killed", 0], killedUnread: ["server_killed", 1], halfClose: ["half_close", 0], closedUnread: ["reset", 1] }[scenario] ?? [scenario, 0];
    const recorded = cases(name)[index];
    assert.deepEqual(steps.filter((step) => step.kind !== "return").map((step) => step.item), recorded.order.map(([kind, at]) => recorded[`${kind}s`][at]), scenario);
    assert.equal(shown("wait"), shown("return"), `${scenario}: a call that waits returns once`);
    assert.deepEqual([shown("packet"), shown("call", "wait")], [recorded.packets.length, recorded.calls.length], scenario);
  }
});

check("connection: the last states of both ends", () => {
  const expected = {
    echo: { client: "TIME-WAIT", server: "CLOSED" }, halfClose: { client: "TIME-WAIT", server: "CLOSED" },
    killed: { client: "CLOSED", server: "CLOSED" }, killedUnread: { client: "CLOSED", server: "CLOSED" },
    reset: { client: "CLOSED", server: "CLOSED" }, closedUnread: { client: "CLOSED", server: "CLOSED" },
    refused: { client: "CLOSED", server: "CLOSED" },
  };
  for (const scenario of models["connection"].scenarios) assert.deepEqual(lastStates(scenario), expected[scenario], scenario);
});

// recv returns 0 exactly when the model says that the other end's FIN has arrived.
check("connection: recv returns 0 only after the model has seen a FIN arrive, and data before", () => {
  const ended = ["CLOSE-WAIT", "LAST-ACK", "TIME-WAIT", "CLOSED"];
  for (const scenario of models["connection"].scenarios) {
    for (const step of connectionSteps(scenario).filter((each) => each.kind === "call" && each.item.call === "recv")) {
      const state = step.before[step.who];
      if (step.item.result === 0) assert.ok(ended.includes(state), `${scenario}: recv gave 0 to the ${step.who} in ${state}`);
      if (step.item.errno === "ECONNRESET") assert.equal(state, "CLOSED", scenario);
    }
  }
});

check("connection: in each recording of TIME_WAIT the states are those that the kernel reported", () => {
  for (const recorded of cases("time_wait")) {
    const steps = models["connection"].steps(recorded);
    const settled = (index) => steps[index].kind === "packet" && steps[index + 1]?.kind !== "packet";
    const found = steps.filter((step, index) => settled(index)).map((step) => step.after);
    for (const { after, client, server } of recorded.states) {
      const kernel = { client: kernelState(client), server: kernelState(server) };
      assert.ok(found.some((states) => states.client === kernel.client && states.server === kernel.server),
        `${recorded.case}: after ${after}, the kernel has ${JSON.stringify(kernel)}, the model only ${JSON.stringify(found)}`);
    }
  }
});

function kernelState(name) {
  return { none: "CLOSED", SYN_SENT: "SYN-SENT", SYN_RECV: "SYN-RECEIVED", FIN_WAIT1: "FIN-WAIT-1", FIN_WAIT2: "FIN-WAIT-2",
    TIME_WAIT: "TIME-WAIT", CLOSE_WAIT: "CLOSE-WAIT", LAST_ACK: "LAST-ACK" }[name] ?? name;
}

check("stream-cut: recv(8) gives the pieces that were recorded", () => {
  for (const recorded of cases("buffer8")) {
    const received = calls(recorded, "client", ["recv"]).filter((call) => call.result > 0);
    const text = Buffer.concat(received.map((call) => bytesOf(call.data))).toString();
    const all = models["stream-cut"].view(text, 8);
    assert.deepEqual(all.recvs.map(({ from, to }) => to - from), received.map((call) => call.result), recorded.case);
    assert.deepEqual(all.recvs.map(({ from, to }) => Buffer.from(all.bytes.slice(from, to))), received.map((call) => bytesOf(call.data)), recorded.case);
    // A letter is cut if a recorded piece is not UTF-8 by itself.
    const broken = received.some((call) => bytesOf(call.data).toString().includes("\ufffd"));
    assert.equal(all.letters.some((letter) => letter.cut), broken, recorded.case);
  }
});

check("stream-cut: what the pieces show, put together, is the text", () => {
  const text = "Otro año, ¿qué tal?\n😀\n";
  for (let size = 1; size <= 64; ++size) {
    for (const when of ["all", "send", "segment"]) {
      const all = models["stream-cut"].view(text, size, when);
      const joined = Buffer.concat(all.recvs.map(({ from, to }) => Buffer.from(all.bytes.slice(from, to)))).toString();
      assert.equal(joined, text, `recv(${size}), ${when}`);
      assert.ok(all.recvs.every(({ from, to }) => to - from >= 1 && to - from <= size), `recv(${size}), ${when}`);
    }
  }
  const all = models["stream-cut"].view("año\n", 2);
  assert.deepEqual(all.recvs.map((piece) => models["stream-cut"].literal(all, piece)), ["a\\xc3", "\\xb1o", "\\n"]);
});

// Equal results in a row count once: how many there are depends on the kernel.
function pattern(results, piece) {
  const words = results.map((result) => result === "EAGAIN" ? "EAGAIN" : result === piece ? "whole" : "short");
  return words.filter((word, index) => word !== words[index - 1]);
}

check("full-buffers: send gives whole, short and EAGAIN as recorded, with the recorded room", () => {
  for (const recorded of cases("full_buffers")) {
    const { piece, ...fill } = recorded.fill, { accepted, unread_at_the_server: unread, unsent_at_the_client: unsent } = recorded.measured;
    let state = models["full-buffers"].start({ senderRoom: unsent, receiverRoom: unread });
    // The recorder offers whole pieces each time; the figure's program offers the rest of the last one.
    for (let calls = 0; calls < 1000 && state.calls.filter((call) => call.errno).length < 2; ++calls) {
      state = { ...models["full-buffers"].send(state, piece), rest: null };
    }
    const modelled = state.calls.map((call) => call.errno ?? call.result);
    assert.deepEqual(pattern(modelled, piece), fill.send_without_waiting, recorded.case);
    assert.equal(modelled.filter(Number.isInteger).reduce((sum, each) => sum + each, 0), accepted, recorded.case);
    assert.equal(models["full-buffers"].sum(state.receiver), unread, recorded.case);
    assert.equal(models["full-buffers"].sum(state.sender), unsent, recorded.case);
  }
});

check("full-buffers: a send that waits, as recorded, ends when the other has read", () => {
  const { fill } = recording("full_buffers"), model = models["full-buffers"];
  let state = model.start({ senderRoom: 10, receiverRoom: 8, blocking: true });
  state = model.send(model.send(state, 18), fill.send_after_the_server_has_read_all);
  assert.equal(state.waiting, fill.send_waits);
  state = model.read(model.read(model.read(state, 8), 8), 8);
  const sent = state.calls.filter((call) => call.call === "send").at(-1).result;
  assert.equal(sent, fill.send_after_the_server_has_read_all);
  assert.equal(state.read === 18 + sent, fill.read_is_accepted);
});

check("datagrams: with a network that loses nothing, each request gets the recorded reply", () => {
  const replies = calls(recording("udp_echo"), "client", ["recvfrom"]), sent = calls(recording("udp_echo"), "client", ["sendto"]);
  const result = models["datagrams"].run();
  for (const kind of ["any", "checks", "connected"]) {
    const modelled = result[kind].slice(0, replies.length);
    assert.deepEqual(modelled.map(({ line, taken }) => taken.data === line), replies.map(({ data }, index) => data === sent[index].data), kind);
  }
});

check("datagrams: without a server, each kind of socket gets the recorded error", () => {
  const result = models["datagrams"].run({ server: false });
  const recorded = {};
  for (const each of cases("udp_no_server")) {
    const [receive] = calls(each, "client", ["recv", "recvfrom"]);
    assert.ok(calls(each, "client", ["send", "sendto"]).every((call) => call.result === 4), `${each.case}: sending succeeds`);
    if (receive) recorded[each.calls.some((call) => call.call === "connect")] = receive.errno;
  }
  assert.deepEqual(Object.keys(recorded).sort(), ["false", "true"], "both kinds of socket were recorded");
  assert.ok(result.connected.every(({ errno }) => errno === recorded.true), `connected: ${recorded.true}`);
  for (const kind of ["any", "checks"]) assert.ok(result[kind].every(({ errno }) => errno === recorded.false), `${kind}: ${recorded.false}`);
});

check("datagrams: lost, repeated, late, and a stranger's", () => {
  const { run } = models["datagrams"];
  const taken = (network, kind) => run(network)[kind].map((each) => each.errno ?? each.taken.data);
  assert.deepEqual(taken({ fate: ["requestLost", "arrives", "replyLost"] }, "checks"), ["EAGAIN", "dos", "EAGAIN"]);
  assert.deepEqual(taken({ fate: ["twice", "arrives", "arrives"] }, "checks"), ["uno", "uno", "dos"]);
  assert.deepEqual(taken({ fate: ["late", "arrives", "arrives"] }, "checks"), ["EAGAIN", "dos", "uno"]);
  assert.deepEqual(taken({ stranger: 1 }, "any"), ["uno", "42", "dos"]);
  for (const kind of ["checks", "connected"]) assert.deepEqual(taken({ stranger: 1 }, kind), ["uno", "dos", "tres"]);
});

check("who-listens: each connect that was recorded has the result of the model", () => {
  const model = models["who-listens"], seen = [];
  for (const recorded of cases("who_listens")) {
    const [, bind, port] = recorded.bound.match(/^\[?(.*?)\]?:(\d+)$/);
    const forgot = Number(port) === model.port ? "none" : "server";
    for (const { to, result, errno } of recorded.connects) {
      const target = to.match(/^\[?(.*?)\]?:\d+$/)[1];
      const modelled = model.reach({ bind, forgot, where: "same", to: target });
      assert.equal(modelled.result, result === 0 ? "connected" : errno, `bind ${recorded.bound}, connect to ${to}`);
      assert.equal(modelled.listens, Number(port), `the port of ${recorded.bound}`);
      seen.push(target);
    }
  }
  for (const bind of model.binds) assert.ok(cases("who_listens").some((each) => each.bound === `${bind.includes(":") ? `[${bind}]` : bind}:5000`), `${bind} was recorded`);
  for (const target of model.targets) assert.ok(seen.includes(target), `${target} was recorded`);
});

check("who-listens: from another machine", () => {
  const reach = (more) => models["who-listens"].reach({ bind: "0.0.0.0", where: "other", to: models["who-listens"].lan, ...more });
  assert.equal(reach({}).result, "connected");
  assert.equal(reach({ bind: "127.0.0.1" }).result, "ECONNREFUSED");
  assert.equal(reach({ firewall: true }).result, "ETIMEDOUT");
  assert.deepEqual([reach({ to: "127.0.0.1" }).result, reach({ to: "127.0.0.1" }).machine], ["ECONNREFUSED", "client"]);
  assert.equal(reach({ forgot: "both" }).result, "connected");
});

check("time-wait: the states and the results of bind that were recorded", () => {
  for (const recorded of cases("time_wait")) {
    const reuse = (second) => !second ? "none" : recorded.first_listener_SO_REUSEADDR ? "both" : "new";
    const timeline = models["time-wait"].timeline(recorded.closes_first, "none");
    assert.deepEqual(timeline.slice(0, recorded.states.length).map(({ client, server }) => ({ client, server })),
      recorded.states.map(({ client, server }) => ({ client: kernelState(client), server: kernelState(server) })), recorded.case);
    for (const { SO_REUSEADDR, result, errno } of recorded.binds) {
      const modelled = models["time-wait"].timeline(recorded.closes_first, reuse(SO_REUSEADDR))[recorded.states.length - 1].bind;
      assert.equal(modelled, result === 0 ? 0 : errno, `${recorded.case}; the new one ${SO_REUSEADDR ? "with" : "without"} SO_REUSEADDR`);
    }
  }
});

// Client 1 is silent in the recording until the others have asked; the model's silent client is A.
check("one-or-many: who waits for the silent client, as recorded", () => {
  const model = models["one-or-many"], pause = 8;
  for (const recorded of cases("one_at_a_time")) {
    const many = recorded.server === "many_server";
    const served = (many ? model.poll : model.iterative)(model.clients("A", pause));
    const order = [];
    for (const { client, result } of recorded.replies) {
      const modelled = served[Number(client.at(-1)) - 1];
      if (!order.includes(client)) assert.equal(modelled.replied[0] < pause, result > 0, `${recorded.case}: ${client} gets a reply while client 1 is silent`);
      order.push(client);
    }
    const answered = recorded.replies.filter(({ result }) => result > 0).map(({ client }) => Number(client.at(-1)) - 1);
    const modelled = [...new Set(answered)].sort((one, other) => served[one].replied[0] - served[other].replied[0]);
    assert.deepEqual(modelled, answered, `${recorded.case}: the order of the replies`);
  }
});

// Both languages have the same words; where one is a function, so is the other.
function shape(words) {
  if (Array.isArray(words)) return words.length;
  if (typeof words !== "object") return typeof words;
  return Object.fromEntries(Object.entries(words).sort().map(([key, value]) => [key, shape(value)]));
}

globalThis.HTMLElement = class {};
const defined = {};
globalThis.customElements = { define: (name, figure) => { defined[name] = figure; } };
await import(new URL("figures/figure.js", guide));
for (const name of figures) {
  await import(new URL(`figures/${name}.js`, guide));
  check(`${name}: the same words in both languages`, () => {
    const { en, es } = defined[`sock-figure-${name}`].words;
    assert.deepEqual(shape(es), shape(en));
  });
}
check("all figures: the same words in both languages", () => assert.deepEqual(shape(SockFigure.spanish), shape(SockFigure.english)));

process.exitCode = failed ? 1 : 0;
