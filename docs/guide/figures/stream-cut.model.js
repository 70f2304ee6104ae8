// How recv(N) cuts a byte stream, and where that splits a UTF-8 character.
globalThis.sockModels ??= {};
globalThis.sockModels["stream-cut"] = (() => {
  const bytes = (text) => new TextEncoder().encode(text);

  // Lengths to ranges: [8, 8, 1] is 0…8, 8…16, 16…17.
  function ranges(lengths) {
    let from = 0;
    return lengths.map((length) => ({ from, to: (from += length) }));
  }

  // Each line is one send, its newline included.
  const sends = (text) => text.split(/(?<=\n)/).map((line) => bytes(line).length).filter((length) => length > 0);

  // The receiver empties its kernel's buffer after each arrival, at most `size` bytes a call.
  function recvs(arrivals, size) {
    return arrivals.flatMap((length) => {
      const whole = Array(Math.floor(length / size)).fill(size);
      return length % size ? [...whole, length % size] : whole;
    });
  }

  // When recv is called: "all" has arrived, or after each "send", or after each "segment" that a network made of it.
  function arrivals(text, when, segment = 5) {
    if (when === "send") return sends(text);
    const total = bytes(text).length;
    return when === "segment" ? recvs([total], segment) : [total].filter((length) => length > 0);
  }

  function characters(text) {
    const all = Array.from(text);
    return ranges(all.map((each) => bytes(each).length)).map((range, index) => ({ ...range, text: all[index] }));
  }

  function view(text, size, when = "all") {
    const pieces = ranges(recvs(arrivals(text, when), size));
    const borders = new Set(pieces.map((piece) => piece.to));
    const letters = characters(text).map((letter) => {
      let cut = false;
      for (let at = letter.from + 1; at < letter.to; ++at) cut ||= borders.has(at);
      return { ...letter, cut };
    });
    return { bytes: bytes(text), sends: ranges(sends(text)), recvs: pieces, letters };
  }

  // A piece as C would write it: whole characters as they are, bytes of a split one as \xNN.
  function literal(all, { from, to }) {
    return all.letters.filter((letter) => letter.to > from && letter.from < to).map((letter) => {
      if (letter.from >= from && letter.to <= to) return { "\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\" }[letter.text] ?? letter.text;
      const part = all.bytes.slice(Math.max(letter.from, from), Math.min(letter.to, to));
      return Array.from(part, (byte) => `\\x${byte.toString(16)}`).join("");
    }).join("");
  }

  return { view, literal, recvs, sends };
})();
