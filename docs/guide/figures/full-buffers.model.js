// Two kernels' buffers between a program that sends and one that does not read. Sizes in bytes.
globalThis.sockModels ??= {};
globalThis.sockModels["full-buffers"] = (() => {
  const sum = (pieces) => pieces.reduce((total, piece) => total + piece.bytes, 0);

  // `sender` and `receiver` are the two buffers: pieces {send: number of the call, bytes}, the oldest first.
  function start({ senderRoom = 10240, receiverRoom = 8192, blocking = false } = {}) {
    return { senderRoom, receiverRoom, blocking, sender: [], receiver: [], calls: [], sends: 0, rest: null, waiting: false, read: 0 };
  }

  function put(pieces, send, bytes) {
    if (bytes === 0) return pieces;
    const last = pieces.at(-1);
    if (last?.send === send) return [...pieces.slice(0, -1), { send, bytes: last.bytes + bytes }];
    return [...pieces, { send, bytes }];
  }

  // Takes the first `bytes` of the row: [taken, left].
  function take(pieces, bytes) {
    const taken = [], left = [];
    for (const piece of pieces) {
      const part = Math.min(bytes, piece.bytes);
      if (part > 0) taken.push({ send: piece.send, bytes: part });
      if (part < piece.bytes) left.push({ send: piece.send, bytes: piece.bytes - part });
      bytes -= part;
    }
    return [taken, left];
  }

  // TCP carries bytes over only as long as the receiver's buffer has room.
  function carry(state) {
    const [moved, left] = take(state.sender, state.receiverRoom - sum(state.receiver));
    return { ...state, sender: left, receiver: moved.reduce((pieces, { send, bytes }) => put(pieces, send, bytes), state.receiver) };
  }

  const room = (state) => state.senderRoom - sum(state.sender) + state.receiverRoom - sum(state.receiver);

  // The kernel accepts bytes of the current send as far as there is room.
  function accept(state, offered) {
    const taken = Math.min(offered.left, room(state));
    // The receiver's room counts, too: what passes through at once never fills the sender's buffer.
    const next = carry({ ...state, sender: put(state.sender, offered.send, taken) });
    return [taken, { ...next, rest: taken < offered.left ? { ...offered, left: offered.left - taken } : null }];
  }

  // The program calls send: with what is left of the last one, else with `bytes` new ones.
  function send(state, bytes) {
    if (state.waiting) return state;
    const offered = state.rest ?? { send: state.sends + 1, left: bytes };
    let [taken, next] = accept({ ...state, sends: offered.send }, offered);
    if (state.blocking && next.rest) return { ...next, waiting: true, offered: offered.left };
    const call = taken > 0 ? { call: "send", asked: offered.left, result: taken, errno: null }
      : { call: "send", asked: offered.left, result: -1, errno: "EAGAIN" };
    return { ...next, calls: [...state.calls, call] };
  }

  // The other program reads; a send that waits goes on with the room that this makes.
  function read(state, bytes) {
    const [taken, left] = take(state.receiver, bytes);
    const got = sum(taken);
    let next = carry({ ...state, receiver: left, read: state.read + got });
    const call = got > 0 ? { call: "recv", asked: bytes, result: got, errno: null } : { call: "recv", asked: bytes, result: -1, errno: "EAGAIN" };
    next.calls = [...state.calls, call];
    if (!next.waiting) return next;
    [, next] = accept(next, next.rest);
    if (next.rest) return next;
    return { ...next, waiting: false, calls: [...next.calls, { call: "send", asked: next.offered, result: next.offered, errno: null }] };
  }

  return { start, send, read, sum, room };
})();
