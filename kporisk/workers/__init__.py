"""Work done in parallel: a pool of warm processes behind the interface of `concurrent.futures.Executor`."""
