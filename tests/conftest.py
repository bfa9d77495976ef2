"""What every test shares: no test of properties fails for the time that an example takes (benchmarks tell speed)."""

from __future__ import annotations

import hypothesis

hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")
