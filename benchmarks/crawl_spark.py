"""`python -m benchmarks.crawl_spark WARCS`: a Spark cluster whose processes are killed.

Starts a master and a worker on this machine, and counts the WARCs with a wheel of wordcount.
Two executors and a Python worker are killed with SIGKILL. The tables must be those of one machine.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pyspark

from benchmarks.crawl import command, crawl, digests, find_warcs, verdict
from settings import ROOT

SPARK_CLASS = Path(pyspark.__file__).parent / "bin" / "spark-class"
EXECUTOR = "CoarseGrainedExecutorBackend"
PYTHON_WORKER = "wordcount.crawl.child"  # the parent of this process is the worker
KILLS = [EXECUTOR, PYTHON_WORKER, EXECUTOR]
PAUSE = 8.0  # seconds of counting before each kill
CONFIGURATION = {
    "spark.executor.cores": "1",
    "spark.executor.memory": "1g",
    "spark.ui.enabled": "false",
}


def main() -> None:
    warcs = [str(Path(warc).resolve()) for warc in find_warcs([Path(sys.argv[1])])]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        crawl(*warcs, "--to", folder / "here", "--merge")
        wheel = build_wheel(folder)
        with start_cluster(folder) as master:
            options = ["--to", folder / "spark", "--spark", master, "--wheel", wheel]
            arguments = " ".join(f"--conf {key}={value}" for key, value in CONFIGURATION.items())
            environment = os.environ | {
                "PYSPARK_PYTHON": sys.executable,
                "PYSPARK_SUBMIT_ARGS": f"{arguments} pyspark-shell",
                "SPARK_LOCAL_IP": "127.0.0.1",
            }
            run = subprocess.Popen(command(*warcs, *options), cwd=ROOT, env=environment)
            for kind in KILLS:
                kill_one(kind, run)
            print(f"the run ended with status {run.wait()}")
        same = digests(folder / "spark") == digests(folder / "here")
        verdict("a cluster with killed processes has the tables of one machine", same)


def build_wheel(folder: Path) -> Path:
    ignored = shutil.ignore_patterns(".*", "__pycache__", "build", "instance", "*.egg-info")
    shutil.copytree(ROOT, folder / "checkout", ignore=ignored)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", str(folder), str(folder / "checkout")], check=True)
    return next(folder.glob("wordcount-*.whl"))


@contextlib.contextmanager
def start_cluster(folder: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    master = f"spark://127.0.0.1:{port}"
    package = "org.apache.spark.deploy"
    work = folder / "work"
    commands = [
        [f"{package}.master.Master", "--host", "127.0.0.1", "--port", str(port)],
        [f"{package}.worker.Worker", master, "--cores", "2", "--memory", "3g"],
    ]
    commands[0] += ["--webui-port", "0"]
    commands[1] += ["--host", "127.0.0.1", "--webui-port", "0", "--work-dir", str(work)]
    with contextlib.ExitStack() as stack:
        for arguments in commands:
            log = stack.enter_context(open(folder / f"{arguments[0]}.log", "w"))
            process = subprocess.Popen(
                [str(SPARK_CLASS), *arguments], cwd=folder, stdout=log, stderr=log
            )
            stack.callback(process.wait)
            stack.callback(process.kill)
        yield master


def kill_one(kind: str, run: "subprocess.Popen[bytes]") -> None:
    """Kill a process of a kind with SIGKILL, after some seconds of counting."""
    while run.poll() is None and not find(PYTHON_WORKER):
        time.sleep(0.2)
    time.sleep(PAUSE)
    for process in find(kind)[:1]:
        victim = process.parent() if kind == PYTHON_WORKER else process
        print(f"killing {kind}, process {victim.pid}", flush=True)
        victim.kill()


def find(kind: str) -> list[psutil.Process]:
    """The processes of a kind below this one."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if any(kind in word for word in process.cmdline()):
                found.append(process)
    return found


if __name__ == "__main__":
    main()
