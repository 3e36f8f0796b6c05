-- The last of these files: no function of ours is left to PUBLIC. The same call ends each migration that makes functions.

select sync.seal_functions();
