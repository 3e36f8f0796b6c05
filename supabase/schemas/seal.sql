-- The last of these files: revokes execute on every function from PUBLIC. The same call ends each migration that creates functions.

select sync.seal_functions();
