"""Writes to all of its disks at once, and reads from the first one."""
from java.util.concurrent import CompletableFuture
parameters = {'disk': dict(type='disk', repeatable=True)}

def configure(params):
    global legs
    legs = [each.promises for each in params.disk]

def get_size(): return legs[0].get_size()
def pread(buf, offset): return legs[0].pread(buf, offset).thenApply(lambda _: None)
def pwrite(buf, offset): return CompletableFuture.allOf([leg.pwrite(buf, offset) for leg in legs])
