#pragma once
#include <unistd.h>
inline int perfect_score = 90;
