// Which listener a connect reaches, if any.
globalThis.sockModels ??= {};
globalThis.sockModels["who-listens"] = (() => {
  const port = 5000;
  const lan = "10.0.0.2";
  const swap = (number) => ((number & 0xff) << 8) | (number >> 8);
  const loopback = (address) => address === "127.0.0.1" || address === "::1";

  // "::" takes IPv4, too, unless IPV6_V6ONLY is set.
  function accepts(bind, address) {
    if (bind === "::") return true;
    if (bind === "0.0.0.0") return !address.includes(":");
    return bind === address;
  }

  // forgot: who left out htons: "none", "server", "client" or "both". where: the client is on the "same" machine or an"other" one.
  function reach({ bind, forgot = "none", where, to, firewall = false }) {
    const listens = forgot === "server" || forgot === "both" ? swap(port) : port;
    const asks = forgot === "client" || forgot === "both" ? swap(port) : port;
    const answer = (result, why) => ({ listens, asks, result, why, machine: where === "other" && loopback(to) ? "client" : "server" });
    if (where === "other" && loopback(to)) return answer("ECONNREFUSED", "ownMachine");
    if (where === "other" && firewall) return answer("ETIMEDOUT", "firewall");
    if (listens !== asks) return answer("ECONNREFUSED", "port");
    if (!accepts(bind, to)) return answer("ECONNREFUSED", to.includes(":") ? "family" : "address");
    return answer("connected", forgot === "both" ? "bothSwapped" : "reached");
  }

  return { reach, accepts, swap, port, lan, binds: ["0.0.0.0", "127.0.0.1", "::", lan], targets: ["127.0.0.1", "::1", lan] };
})();
