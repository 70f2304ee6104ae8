#!/usr/bin/env python3
"""The ready files in packaging/cluster: each is read by its parser, and its very command is run with
stand-ins for the scheduler's variables and for `lab`, which writes down how it was called.

    python3 tests/tools/grading/cluster.py slurm|parallel|kubernetes      exit status 77: a tool is missing
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import types

CLUSTER = pathlib.Path(__file__).resolve().parents[3] / "packaging/cluster"

# Writes its arguments, one call a line; ends with what the file `status` says.
LAB = """#!/bin/sh
printf '%s|' "$@" >>"$CALLS"; echo >>"$CALLS"
[ "$1" = grade ] && [ -e "$STATUS" ] && exit "$(cat "$STATUS")"
exit 0
"""


class Place:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.lab = self.program("lab", LAB)
        self.environment = {"PATH": f"{folder}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "HOME": str(folder),
                            "LAB": str(self.lab), "CALLS": f"{folder}/calls", "STATUS": f"{folder}/status"}

    def program(self, name, text):
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o755)
        return path

    def run(self, *words, **variables):
        done = subprocess.run([str(it) for it in words], env={**self.environment, **variables}, cwd=self.folder,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stderr

    def calls(self):
        path = self.folder / "calls"
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return [line.rstrip("|").split("|") for line in lines]


def same(what, got, wanted):
    if got != wanted:
        sys.exit(f"{what}: {got!r} instead of {wanted!r}")


def needs(tool):
    if shutil.which(tool) is None:
        print(f"{tool} is not installed")
        sys.exit(77)


def slurm(place):
    script = CLUSTER / "slurm.sbatch"
    directives = dict(line.removeprefix("#SBATCH --").partition("=")[::2]
                      for line in script.read_text().splitlines() if line.startswith("#SBATCH "))
    same("the array", directives["array"], "0-63%16")
    place.program("scontrol", "#!/bin/sh\necho \"scontrol|$1|$2\" >>\"$CALLS\"\n")
    variables = {"CLASS": "/a class", "OUT": "/shards", "SLURM_ARRAY_TASK_ID": "63", "SLURM_ARRAY_TASK_COUNT": "64",
                 "SLURM_CPUS_PER_TASK": "2", "SLURM_ARRAY_JOB_ID": "7"}
    wanted = ["grade", "/a class", "--shard", "63/64", "--jobs", "2", "--out", "/shards/63"]
    same("status", place.run("bash", script, **variables)[0], 0)
    same("the task", place.calls(), [wanted])
    again = ["scontrol", "requeue", "7_63"]
    for status, restarts, wanted_calls in (("3", "0", [wanted, again]), ("3", "2", [wanted]), ("4", "0", [wanted])):
        (place.folder / "status").write_text(status)
        same("status", place.run("bash", script, SLURM_RESTART_COUNT=restarts, **variables)[0], int(status))
        same(f"after status {status}", place.calls(), wanted_calls)


def parallel(place):
    needs("parallel")
    script = CLUSTER / "parallel.sh"
    status, error = place.run("sh", script, "/a class", f"{place.folder}/shards", "results", "3")
    same(f"status, with {error}", status, 0)
    shards = [f"{place.folder}/shards/{i}" for i in range(3)]
    wanted = [["grade", "/a class", "--shard", f"{i}/3", "--out", shards[i]] for i in range(3)]
    same("the calls", place.calls(), wanted + [["merge", *shards, "--out", "results"]])
    (place.folder / "status").write_text("4")
    same("a failure is told", place.run("sh", script, "/class", f"{place.folder}/shards", "results", "1")[0] != 0, True)


# The models of python3-kubernetes are made from the API's schema. A key that the API does not have
# would be lost on the way through them, and a value that is missing or of another kind is an error.
def fits_schema(job):
    try:
        from kubernetes import client
    except ImportError:
        client = None
    if not hasattr(getattr(client, "V1JobSpec", None), "backoff_limit_per_index"):
        print("no python3-kubernetes that knows Kubernetes 1.28: the schema is not looked at")
        return
    api = client.ApiClient()
    answer = types.SimpleNamespace(data=json.dumps(job))
    same("the job, through its schema", api.sanitize_for_serialization(api.deserialize(answer, "V1Job")), job)


def kubernetes(place):
    try:
        import yaml
    except ImportError:
        print("python3-yaml is not installed")
        sys.exit(77)
    job = yaml.safe_load((CLUSTER / "kubernetes.yaml").read_text())
    fits_schema(job)
    spec = job["spec"]
    pod = spec["template"]["spec"]
    container = pod["containers"][0]
    same("kind", (job["apiVersion"], job["kind"], spec["completionMode"]), ("batch/v1", "Job", "Indexed"))
    same("what podFailurePolicy needs", pod["restartPolicy"], "Never")
    same("what backoffLimitPerIndex needs", "backoffLimit" in spec, False)
    codes = [rule["onExitCodes"]["values"] for rule in spec["podFailurePolicy"]["rules"] if rule["action"] == "FailIndex"]
    same("not tried again", codes, [[2, 4]])
    volumes = {it["name"] for it in pod["volumes"]}
    same("volumes", {it["name"] for it in container["volumeMounts"]}, volumes)
    for index in (0, spec["completions"] - 1):
        # The kubelet replaces $(NAME) in args.
        words = [it.replace("$(JOB_COMPLETION_INDEX)", str(index)) for it in container["command"] + container["args"]]
        same("the program", words[0], "sock-lab")
        same("status", place.run(place.lab, *words[1:])[0], 0)
        same("the pod", place.calls(), [["grade", "/class/submissions", "--shard", f"{index}/{spec['completions']}",
                                         "--jobs", "2", "--out", f"/class/shards/{index}"]])


def main():
    which = {"slurm": slurm, "parallel": parallel, "kubernetes": kubernetes}[sys.argv[1]]
    with tempfile.TemporaryDirectory(prefix="sock-cluster-") as folder:
        which(Place(folder))


if __name__ == "__main__":
    main()
