#include "autograder/relay.hpp"

#include "autograder/timeouts.hpp"

#include <random>
#include <utility>

#include <poll.h>

namespace suite {
namespace {

const std::string relay_name = "relay";

}  // namespace

relay::relay(timeline& trace, std::vector<fate> plan, std::optional<sock::endpoint> server,
             std::uint16_t port)
    : trace_(&trace), plan_(std::move(plan)), server_(std::move(server)),
      front_(trace, relay_name, "127.0.0.1", port), stranger_(trace, "stranger") {
    trace.add({"step.relays", {{"who", relay_name}, {"where", front_.local().to_string()}}});
}

bool relay::carry(const std::function<bool()>& enough, support::deadline until) {
    while (!enough()) {
        if (until.expired()) return false;
        std::vector<pollfd> watched{{front_.handle(), POLLIN, 0}};
        std::vector<std::uint16_t> clients;
        for (const auto& [client, back] : back_) {
            watched.push_back({back.handle(), POLLIN, 0});
            clients.push_back(client);
        }
        if (::poll(watched.data(), watched.size(), until.poll_timeout(step_pause)) <= 0) continue;
        until.restart();
        if (watched[0].revents != 0) {
            if (const auto request = front_.receive(brief_wait)) take(*request);
        }
        for (std::size_t i = 0; i < clients.size(); ++i) {
            if (watched[i + 1].revents == 0) continue;
            const auto reply = back_.at(clients[i]).receive(brief_wait);
            if (reply) answer(clients[i], reply->bytes);
        }
    }
    return true;
}

void relay::take(const letter& request) {
    clients_[request.from.port()] = request.from;
    const auto what = next_ < plan_.size() ? plan_[next_] : fate::passes;
    ++next_;
    switch (what) {
    case fate::is_lost:
        trace_->add({"step.loses", {{"who", relay_name}}});
        return;
    case fate::is_overtaken:
        trace_->add({"step.holds", {{"who", relay_name}}});
        deliver_held();
        held_ = request;
        return;
    case fate::is_repeated:
        trace_->add({"step.repeats", {{"who", relay_name}}});
        deliver(request);
        break;
    case fate::is_spoofed:
        spoof(request);
        break;
    case fate::passes:
        break;
    }
    deliver(request);
    deliver_held();
}

void relay::deliver(const letter& request) {
    arrived_[request.from.port()].push_back(request.bytes);
    if (server_)
        back_for(request.from).send(request.bytes, *server_);
    else
        answer(request.from.port(), request.bytes);
}

void relay::deliver_held() {
    if (!held_) return;
    const auto late = *std::exchange(held_, std::nullopt);
    deliver(late);
}

void relay::spoof(const letter& request) {
    trace_->add({"step.spoofs", {{"who", "stranger"}}});
    stranger_.send(stranger_text, request.from);
}

void relay::answer(std::uint16_t client, std::string_view bytes) {
    front_.send(bytes, clients_.at(client));
}

udp_peer& relay::back_for(const sock::endpoint& client) {
    const auto found = back_.find(client.port());
    if (found != back_.end()) return found->second;
    return back_.emplace(client.port(), udp_peer(*trace_, relay_name)).first->second;
}

std::vector<fate> shuffled(std::vector<fate> plan, std::uint64_t seed) {
    // Not std::shuffle: the same seed gives different orders in different standard libraries.
    std::mt19937_64 random(seed);
    for (std::size_t i = plan.size(); i > 1; --i)
        std::swap(plan[i - 1], plan[random() % i]);
    return plan;
}

}  // namespace suite
